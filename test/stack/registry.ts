import { join } from 'node:path'
import { answersHttp } from './answers-http.ts'
import { registryFolder } from './cache.ts'
import { findFreePorts } from './free-ports.ts'
import { Service, type ServiceHandle } from './service.ts'
import { javaCommand } from './tools.ts'

export interface RunningRegistry extends ServiceHandle {
  /** The URL under which it speaks the Confluent API. */
  readonly address: string
}

/** Apicurio Registry; it keeps schemas in memory only, so a restart empties it. */
export const startRegistry = async (folder: string): Promise<RunningRegistry> => {
  const [home, [port = 0]] = await Promise.all([registryFolder(), findFreePorts(1)])
  const jar = join(home, 'apicurio-registry-app-2.6.13.Final-runner.jar')
  const address = `http://127.0.0.1:${port}/apis/ccompat/v7`
  const service = new Service({
    name: 'The schema registry',
    command: javaCommand('256m', '-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`, '-jar', jar),
    cwd: folder,
    logFile: join(folder, 'registry.log'),
    answers: () => answersHttp(`${address}/subjects`),
  })
  await service.start()
  return Object.assign(service, { address })
}
