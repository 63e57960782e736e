import { open } from 'node:fs/promises'
import { ConnectError, type ConnectRecord, defineSink, string } from 'psconnect/plugin'

/** Adds records to a file, a line of JSON for each. */
export default defineSink({
  name: 'my-plugin',
  config: {
    file: string({ doc: 'The file that records are added to.', importance: 'high' }),
  },
  async create({ file }, context) {
    const handle = await open(file, 'a')
    const append = async (lines: string) => {
      await handle.appendFile(lines)
      await handle.datasync()
    }
    let last: Promise<void> = Promise.resolve()
    let closing: Promise<void> | undefined
    return {
      attemptTimeoutMs: 10_000,
      // It is called again before earlier calls have ended: each write waits for the one before it.
      async write(batch, signal) {
        signal.throwIfAborted()
        if (closing) throw new ConnectError('SINK_FAILED', `${file} is closed`)
        const refused = batch.filter(record => lineOf(record) === undefined)
        const lines = batch.map(lineOf).join('')
        last = last.then(() => append(lines))
        const rejections = refused.map(record =>
          context.reject(record, new ConnectError('RECORD_REFUSED', 'only bytes and texts can be written')),
        )
        await Promise.all([last, ...rejections])
      },
      flush: async () => last,
      close() {
        closing ??= last.catch(() => undefined).then(() => handle.close())
        return closing
      },
    }
  },
})

/** Undefined for a value that this sink cannot store. */
function lineOf({ value: { value } }: ConnectRecord): string | undefined {
  if (value instanceof Uint8Array) return `${JSON.stringify(new TextDecoder().decode(value))}\n`
  return value === null || typeof value === 'string' ? `${JSON.stringify(value)}\n` : undefined
}
