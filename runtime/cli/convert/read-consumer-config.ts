import { clientProblems, connectionKeys, consumerKeys } from '@psconnect/client-kafka'
import type { ConfigOf } from '../../api/config-spec.ts'
import { declareProviders } from '../../config/declare-providers.ts'
import { KeyCheck } from '../../config/key-check.ts'
import { clientEntries, clientHomes, connectorRoutes, splitByOwner, workerRoutes } from '../../config/key-prefixes.ts'
import { readConfig } from '../../config/read-config.ts'
import { describeFinding, Report } from '../../config/report.ts'
import type { Entry } from '../../config/resolved-config.ts'
import { substituteAll } from '../../config/substitute.ts'
import { validate } from '../../config/validate.ts'
import { CommandFailed } from '../command.ts'
import { googleSecrets } from '../google-secrets.ts'

/** How to connect, and which records are to be seen. */
const spec = {
  ...connectionKeys,
  'metadata.max.age.ms': consumerKeys['metadata.max.age.ms'],
  'isolation.level': consumerKeys['isolation.level'],
}

const names = new Set(Object.entries(spec).flatMap(([key, { aliases }]) => [key, ...aliases]))

const noConnector = splitByOwner([], connectorRoutes)

/** What a worker file says of its consumers, as a connector that says nothing itself has it. Rejects with a CommandFailed that says all that is wrong. */
export async function readConsumerConfig(file: string): Promise<ConfigOf<typeof spec>> {
  const report = new Report([file])
  const keys = new KeyCheck()
  const entries = (await readEntries(file, report)).filter(({ key }) => names.has(key))
  const [home, otherHomes] = clientHomes('consumer', { worker: file, connector: file })
  const part = {
    subject: 'the consumer',
    entries,
    home: (key: string) => (key === brokers ? { file, writtenAs: key } : home(key)),
    otherHomes,
  }
  const config =
    report.errorCount > 0 ? undefined : validate({ config: spec, validate: clientProblems }, part, { report, keys })
  keys.settle(report, false)
  if (config) return config
  throw new CommandFailed(report.errors.map(describeFinding).join('\n'))
}

const brokers = 'bootstrap.servers'

async function readEntries(file: string, report: Report): Promise<readonly Entry[]> {
  const written = (await readConfig(file, report)) ?? []
  const providers = new Map([['gcpsecret', googleSecrets]])
  const filled = await substituteAll(
    written,
    declareProviders(written, { env: process.env, providers }, report),
    report,
  )
  const keys = splitByOwner(filled, workerRoutes)
  return [...keys.own.filter(({ key }) => key === brokers), ...clientEntries('consumer', keys, noConnector).entries]
}
