import module from 'node:module'
import { dirname } from 'node:path'
import type { PluginContext } from '../../api/context.ts'
import type { Diagnosis, DiagnosisStep } from '../../api/diagnosis.ts'
import type { ResolvedConfig, ResolvedConnector, ResolvedPlugin } from '../../config/resolved-config.ts'
import { importPlugin } from '../../plugin-loader/import-plugin.ts'
import { comparingClocks } from './clocks.ts'
import { convertStep, type Sample } from './convert-step.ts'
import { folderStep } from './folders.ts'
import { networkSteps } from './network-steps.ts'

/** Steps that are told under one heading; they need only one another. */
export interface Section {
  readonly title: string
  readonly steps: readonly DiagnosisStep[]
}

/** What the worker needs of the machine it is to run on. */
export async function machineSection({ worker, connectors }: ResolvedConfig): Promise<Section> {
  const sources = await Promise.all(connectors.map(({ source }) => importPlugin(source, 'source')))
  const keepsOffsets = sources.some(({ offsets }) => offsets === 'worker')
  const cache = module.getCompileCacheDir()
  const folders = [
    ...(cache === undefined ? [] : [{ key: 'compile cache', path: cache }]),
    ...(keepsOffsets && worker.offsetFile !== undefined
      ? [{ key: 'offset file', path: dirname(worker.offsetFile) }]
      : []),
  ]
  const node: DiagnosisStep = { name: 'Node', run: async () => ({ outcome: 'ok', text: process.version }) }
  return { title: 'this machine', steps: [node, ...folders.map(folderStep)] }
}

/** What is told where there is no way to walk. */
export const noConnector: Section = {
  title: 'connectors',
  steps: [{ name: 'none', run: async () => ({ outcome: 'unknown', text: 'give their files, too: CONNECTOR…' }) }],
}

/** The way of a connector's records, from the source to the sink. */
export async function connectorSections(
  connector: ResolvedConnector,
  context: PluginContext,
): Promise<readonly Section[]> {
  const { name, source, sink, errors } = connector
  const { keyConverter, valueConverter, headerConverter } = connector
  const sample: Sample = { record: undefined }
  const converters = await Promise.all(
    distinct([valueConverter, keyConverter, headerConverter]).map(async part => {
      const diagnosis = await diagnose(part, context)
      return diagnosis ? [section(`${name}: converter ${part.name}`, diagnosis)] : []
    }),
  )
  const deadLetters = errors.deadLetters?.sink
  return [
    await endSection(`${name}: source`, source, context).then(found => keeping(found, sample)),
    ...converters.flat(),
    { title: `${name}: records`, steps: [convertStep(connector, sample)] },
    await endSection(`${name}: sink`, sink, context),
    ...(deadLetters ? [await endSection(`${name}: dead letters`, deadLetters, context)] : []),
  ]
}

async function endSection(title: string, part: ResolvedPlugin, context: PluginContext): Promise<Section> {
  const full = `${title} ${part.name}`
  const diagnosis = await diagnose(part, context)
  if (diagnosis) return section(full, diagnosis)
  const text = 'cannot tell: the plugin does not say how it is checked'
  return { title: full, steps: [{ name: part.name, run: async () => ({ outcome: 'unknown', text }) }] }
}

async function diagnose(part: ResolvedPlugin, context: PluginContext): Promise<Diagnosis | undefined> {
  const { kind } = part
  if (kind !== 'source' && kind !== 'sink' && kind !== 'converter') return undefined
  const plugin = await importPlugin(part, kind)
  try {
    return plugin.diagnose?.(part.config, context)
  } catch (error) {
    return { endpoints: [], steps: [{ name: part.name, run: async () => Promise.reject(error) }] }
  }
}

const section = (title: string, { endpoints, folders = [], steps }: Diagnosis): Section => ({
  title,
  steps: [...networkSteps(endpoints), ...steps.map(comparingClocks), ...folders.map(folderStep)],
})

/** Keeps what a step has read. */
const keeping = ({ title, steps }: Section, sample: Sample): Section => ({
  title,
  steps: steps.map(step => ({
    ...step,
    run: async signal => {
      const found = await step.run(signal)
      sample.record ??= found.record
      return found
    },
  })),
})

/** Key and value often have the same converter with the same configuration. */
const distinct = (parts: readonly ResolvedPlugin[]): readonly ResolvedPlugin[] => [
  ...new Map(parts.map(part => [JSON.stringify([part.name, part.config]), part])).values(),
]
