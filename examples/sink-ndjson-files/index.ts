import { ConnectError, type ConnectRecord, defineSink, int, jsonWriter, long, string } from 'psconnect/plugin'
import { RotatingFiles } from './rotating-files.ts'

const newline = Buffer.from('\n')

/** A line of JSON for each record, in files that are complete as soon as they are called `.ndjson`. */
export default defineSink({
  name: 'ndjson-files',
  config: {
    directory: string({
      doc: 'Folder to write into, relative to where the worker is started. It is made if there is none.',
      importance: 'high',
    }),
    'file.max.bytes': long({ doc: 'Bytes from which on a file is complete.', default: 64 * 1024 * 1024, minimum: 1 }),
    'file.max.ms': int({
      doc: 'Milliseconds after which a file is complete in any case.',
      default: 60_000,
      minimum: 1,
    }),
  },
  async create(config, context) {
    const files = await RotatingFiles.open({
      directory: config.directory,
      task: context.task,
      maxBytes: config['file.max.bytes'],
      maxMs: config['file.max.ms'],
    })
    const writeJson = jsonWriter()
    return {
      // A disk that takes longer than this to store something has other troubles.
      attemptTimeoutMs: 10_000,
      async write(batch) {
        const lines: Uint8Array[] = []
        const rejected: Promise<void>[] = []
        for (const record of batch) {
          try {
            lines.push(lineOf(record, writeJson))
          } catch (error) {
            if (!ConnectError.is(error)) throw error
            rejected.push(context.reject(record, error))
          }
        }
        const bytes = Buffer.concat(lines)
        const held = context.hold(bytes.length)
        try {
          await Promise.all([files.append(bytes), ...rejected])
        } finally {
          held.release()
        }
      },
      // Nothing is held back: whatever `write` was given is on its way to the disk.
      flush: async () => undefined,
      close: () => files.close(),
    }
  },
})

function lineOf(
  { topic, timestamp, key, value, headers, original }: ConnectRecord,
  json: ReturnType<typeof jsonWriter>,
) {
  const { partition, offset } = original
  const place = json({ schema: null, value: { topic, partition, offset, timestamp } })
  const parts = [
    place.subarray(0, -1),
    Buffer.from(',"key":'),
    json(key),
    Buffer.from(',"value":'),
    json(value),
    Buffer.from(',"headers":['),
    ...headers.flatMap((header, index) => [
      Buffer.from(`${index === 0 ? '' : ','}{"key":${JSON.stringify(header.key)},"value":`),
      json(header.value),
      Buffer.from('}'),
    ]),
    Buffer.from(']}'),
    newline,
  ]
  return Buffer.concat(parts)
}
