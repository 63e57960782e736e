import { once } from 'node:events'
import { request } from 'node:http'
import { RestServer } from '../../../../runtime/rest/server.ts'
import { LogLevels } from '../../../../runtime/telemetry/log-levels.ts'
import { type LogRecord, loggerTo } from '../../../../runtime/telemetry/log-record.ts'
import { Secrets } from '../../../../runtime/telemetry/redact.ts'
import { Worker } from '../../../../runtime/worker/worker.ts'
import { type Counting, counting, countingKeys, pluginsOfTests, resolveFiles } from '../../support/counting.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Of an answer that is JSON. */
  readonly json: unknown
}

export interface Asked {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface RunningRest {
  readonly address: string
  readonly worker: Worker
  readonly levels: LogLevels
  readonly logged: readonly LogRecord[]
  /** A configuration that is good, of a connector that counts. */
  readonly keys: (differs?: Counting) => Record<string, string>
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Reply>
  readonly stop: () => Promise<void>
}

/** A real worker with its REST interface; it runs the connector `counter` if that is wanted. */
export async function startRest(differs: Counting & { readonly runs?: boolean } = {}): Promise<RunningRest> {
  const files = counting({ ...differs, worker: { listeners: 'http://127.0.0.1:0', ...differs.worker } })
  const resolution = await resolveFiles(files.workerFile, differs.runs === false ? [] : [files.connectorFile])
  const { config, connectors, later: configs, rest } = resolution
  const logged: LogRecord[] = []
  const write = (record: LogRecord) => void logged.push(record)
  const secrets = new Secrets(config.secrets)
  const levels = new LogLevels('info')
  // Before there is a worker, whom nobody would end if this fails.
  const server = await RestServer.open(rest, loggerTo(write, { part: 'rest' }))
  const worker = new Worker({ settings: config.worker, configs, write, secrets })
  const { address } = server
  if (address === undefined) throw new Error('there is no REST interface')
  worker.id = address
  worker.start(connectors)
  server.attach({ worker, plugins: pluginsOfTests, configs, levels, secrets, config: rest, version: '1.2.3' })
  return {
    address,
    worker,
    levels,
    logged,
    keys: (other = {}) => countingKeys(`${files.folder}/other`, other),
    ask: (method, path, asked = {}) => ask(`http://${address}${path}`, method, asked),
    async stop() {
      await server.close()
      await worker.end()
      files.remove()
    },
  }
}

/** Unlike fetch, this sends any header. A body that is no text is sent as JSON. */
export async function ask(url: string, method: string, { body, headers = {} }: Asked = {}): Promise<Reply> {
  const content = typeof body === 'string' ? body : JSON.stringify(body)
  const sent = request(url, { method, headers: { ...framing(content, headers), ...headers }, agent: false })
  sent.end(content)
  const [response] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const isJson = text !== '' && response.headers['content-type'] === 'application/json'
  return { status: response.statusCode, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** Node sends the body of a GET or DELETE without its length. */
function framing(content: string | undefined, headers: object): Record<string, string> {
  if (content === undefined) return {}
  const length = 'Transfer-Encoding' in headers ? {} : { 'Content-Length': String(Buffer.byteLength(content)) }
  return { 'Content-Type': 'application/json', ...length }
}
