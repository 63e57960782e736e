import { describeFinding } from '../../config/report.ts'
import { type Resolution, resolveConfig } from '../../config/resolve-config.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { googleSecrets } from '../google-secrets.ts'
import type { Section } from './sections.ts'

export interface CheckedFiles {
  readonly section: Section
  readonly resolution: Resolution
}

/** Reads the files as the worker would. */
export async function checkFiles(workerFile: string, connectorFiles: readonly string[]): Promise<CheckedFiles> {
  const providers = new Map([['gcpsecret', googleSecrets]])
  const plugins = new Plugins(scanBuiltIns())
  const resolution = await resolveConfig({ workerFile, connectorFiles, env: process.env, providers, plugins })
  const files = [workerFile, ...connectorFiles].join(', ')
  const warnings = resolution.notices.filter(({ level }) => level === 'warning')
  const problems = resolution.ok ? [] : problemsIn(resolution.error.message)
  return {
    resolution,
    section: {
      title: 'files',
      steps: [
        ...problems.map(text => step('failed', text)),
        ...(resolution.ok ? [step('ok', `${files}: all that is needed is there and valid`)] : []),
        ...warnings.map(warning => step('warning', describeFinding(warning))),
      ],
    },
  }
}

const step = (outcome: 'ok' | 'warning' | 'failed', text: string) => ({
  name: 'configuration',
  run: async () => ({ outcome, text }),
})

/** A line each, below a heading. */
const problemsIn = (message: string): readonly string[] => {
  const [heading = '', ...lines] = message.split('\n')
  return lines.length > 0 ? lines.map(line => line.trim()) : [heading]
}
