import { join } from 'node:path'
import { answersHttp } from './answers-http.ts'
import { findFreePorts } from './free-ports.ts'
import { Service, type ServiceHandle } from './service.ts'
import { findEmulatorJars, givenEmulator, javaCommand } from './tools.ts'

export interface RunningPubsub extends ServiceHandle {
  /** What `PUBSUB_EMULATOR_HOST` takes: host:port. */
  readonly address: string
}

const main = 'com.google.cloud.pubsub.testing.v1.Main'

/** Google's emulator, or the one that runs already at `PUBSUB_EMULATOR_HOST`. It keeps all in memory. */
export const startPubsub = async (folder: string): Promise<RunningPubsub> => {
  const given = givenEmulator()
  if (given !== undefined) return useGivenEmulator(given)
  const [port = 0] = await findFreePorts(1)
  const address = `127.0.0.1:${port}`
  const service = new Service({
    name: 'The Pub/Sub emulator',
    command: javaCommand('1g', '-cp', findEmulatorJars() ?? '', main, '--host=127.0.0.1', `--port=${port}`),
    cwd: folder,
    logFile: join(folder, 'pubsub.log'),
    answers: () => answersHttp(`http://${address}`),
  })
  await service.start()
  return Object.assign(service, { address })
}

const useGivenEmulator = async (address: string): Promise<RunningPubsub> => {
  const answers = (): Promise<boolean> => answersHttp(`http://${address}`)
  if (!(await answers())) throw new Error(`No Pub/Sub emulator answers at PUBSUB_EMULATOR_HOST=${address}.`)
  const notOurs = (): Promise<void> =>
    Promise.reject(new Error(`The emulator at ${address} was not started here, so it cannot be bounced.`))
  return { address, logFile: '', answers, start: notOurs, kill: notOurs, stop: async () => {} }
}
