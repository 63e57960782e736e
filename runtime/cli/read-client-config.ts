import type { ConfigOf, ConfigSpec, NoEffect } from '../api/config-spec.ts'
import { declareProviders } from '../config/declare-providers.ts'
import { consumerKeysWithoutEffect, covers } from '../config/kafka-connect-keys.ts'
import { KeyCheck } from '../config/key-check.ts'
import { readConfig } from '../config/read-config.ts'
import { describeFinding, type Finding, Report } from '../config/report.ts'
import type { Entry } from '../config/resolved-config.ts'
import { substituteAll } from '../config/substitute.ts'
import { type Checkable, validate } from '../config/validate.ts'
import { CommandFailed, UsageError } from './command.ts'
import { googleSecrets } from './google-secrets.ts'

/** What an option of the command line says of a key. */
export interface GivenKey {
  readonly key: string
  /** Such as `--bootstrap-server`. */
  readonly option: string
  /** Undefined: it was not given, but would be where the key is. */
  readonly text: string | undefined
}

export interface ClientFiles {
  /** How messages call what is configured: "the registry". */
  readonly subject: string
  /** As Java's tools take it. */
  readonly file: string | undefined
  /** They count for more than the file. */
  readonly options: readonly GivenKey[]
  /** Keys that may stand in the file and do nothing, as is told. */
  readonly noEffect?: readonly NoEffect[]
}

/**
 * The checked configuration of a client, from a file and from options; config providers may be used in both. Prints warnings, and throws
 * what `conclude` throws.
 */
export async function readClientConfig<S extends ConfigSpec>(
  checkable: Checkable<S>,
  { subject, file, options, noEffect = [] }: ClientFiles,
): Promise<ConfigOf<S>> {
  const report = new Report([commandLine, ...(file === undefined ? [] : [file])])
  const keys = new KeyCheck()
  const given = options.flatMap(entryOf)
  const written = file === undefined ? [] : ((await readConfig(file, report)) ?? [])
  const entries = await fillIn([...written.filter(entry => isMeant(entry, given)), ...given], report, written)
  const home = (key: string) => {
    const option = options.find(each => each.key === key)?.option
    if (option !== undefined) return { file: commandLine, writtenAs: option }
    return { file: file ?? commandLine, writtenAs: key }
  }
  const part = { subject, entries, home, noEffect }
  const config = report.errorCount > 0 ? undefined : validate(checkable, part, { report, keys })
  conclude(report, keys)
  if (config) return config
  throw new Error(`${subject} was refused without a reason`)
}

/** Prints the warnings, and throws a CommandFailed with all that is wrong, or a UsageError where only options are. */
export function conclude(report: Report, keys: KeyCheck): void {
  keys.settle(report, false)
  for (const notice of report.notices) console.error(describe(notice))
  const { errors } = report
  if (errors.length === 0) return
  const problems = errors.map(describe).join('\n')
  throw errors.every(({ file }) => file === commandLine) ? new UsageError(problems) : new CommandFailed(problems)
}

/** Where options stand. */
export const commandLine = 'the command line'

/** What is said of an option begins with the option. */
const describe = (finding: Finding): string =>
  finding.file === commandLine ? finding.message : describeFinding(finding)

/** Fills in what config providers know, also those that are declared in a file, `written`. */
export function fillIn(
  entries: readonly Entry[],
  report: Report,
  written: readonly Entry[] = [],
): Promise<readonly Entry[]> {
  const providers = new Map([['gcpsecret', googleSecrets]])
  return substituteAll(entries, declareProviders(written, { env: process.env, providers }, report), report)
}

const entryOf = ({ key, option, text }: GivenKey): readonly Entry[] =>
  text === undefined ? [] : [{ key, writtenAs: option, text, file: commandLine }]

/** Java's files hold keys that mean nothing here, such as deserializers, and nobody need be told so each time. */
const isMeant = ({ key }: Entry, given: readonly Entry[]): boolean =>
  !given.some(option => option.key === key) && !covers(passedOver, key)

const passedOver = [
  'config.providers',
  'config.providers.',
  ...consumerKeysWithoutEffect.silent,
  ...consumerKeysWithoutEffect.warned.flatMap(({ keys }) => keys),
]
