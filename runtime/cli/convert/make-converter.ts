import type { Logger } from '../../api/context.ts'
import type { Converter } from '../../api/converter.ts'
import { declareProviders } from '../../config/declare-providers.ts'
import { KeyCheck } from '../../config/key-check.ts'
import { Report } from '../../config/report.ts'
import { resolvePlugin } from '../../config/resolve-plugin.ts'
import type { Entry, ResolvedPlugin } from '../../config/resolved-config.ts'
import { substituteAll } from '../../config/substitute.ts'
import { checkShape } from '../../pipeline/make-part.ts'
import { importPlugin } from '../../plugin-loader/import-plugin.ts'
import { Plugins } from '../../plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import type { Secrets } from '../../telemetry/redact.ts'
import { CommandFailed } from '../command.ts'
import { googleSecrets } from '../google-secrets.ts'
import type { ConvertArguments } from './arguments.ts'
import { describeError } from './describe-error.ts'
import { nameOrPath } from './name-or-path.ts'

interface Around {
  readonly log: Logger
  readonly signal: AbortSignal
  /** Gets those of the converter's configuration. */
  readonly secrets: Secrets
}

/** Rejects with a CommandFailed that says all that is wrong with what it is called and with its configuration. */
export async function makeConverter(asked: ConvertArguments, { log, signal, secrets }: Around): Promise<Converter> {
  const report = new Report([commandLine])
  const resolved = await resolve(asked, report)
  secrets.add(report.secrets)
  for (const { message } of report.notices) log.warn({}, message)
  if (!resolved) throw new CommandFailed(report.errors.map(({ message }) => message).join('\n'))
  const plugin = await importPlugin(resolved, 'converter')
  try {
    const converter = await plugin.create(resolved.config, {
      log,
      signal,
      needs: 'all',
      retrying: retryingTo(log),
      figure: () => undefined,
    })
    checkShape(converter, 'converter')
    return converter
  } catch (error) {
    throw new CommandFailed(secrets.hide(`the converter ${asked.converter} cannot be created: ${describeError(error)}`))
  }
}

/** Says a reason to wait once, however often the converter does. */
function retryingTo(log: Logger): (reason: string | null) => void {
  let said: string | null = null
  return reason => {
    if (reason !== said) log.info({}, reason === null ? 'goes on' : `waiting: ${reason}`)
    said = reason
  }
}

/** Where settings stand; messages do not name it, as each begins with how the setting is given. */
const commandLine = 'the command line'

async function resolve({ converter, settings }: ConvertArguments, report: Report): Promise<ResolvedPlugin | undefined> {
  const home = (key: string) => ({ file: commandLine, writtenAs: `--set ${key}` })
  const written = settings.map(({ key, text }): Entry => ({ ...home(key), key, text }))
  const providers = declareProviders(
    [],
    { env: process.env, providers: new Map([['gcpsecret', googleSecrets]]) },
    report,
  )
  const tools = { report, keys: new KeyCheck(), plugins: new Plugins(scanBuiltIns()) }
  const entries = await substituteAll(written, providers, report)
  const namedAt = { file: commandLine, writtenAs: '--converter' }
  const resolved = await resolvePlugin(
    { kind: 'converter', name: nameOrPath(converter), namedAt, entries, home },
    tools,
  )
  tools.keys.settle(report, true)
  return report.errorCount === 0 ? resolved : undefined
}
