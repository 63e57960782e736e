import { open } from 'node:fs/promises'
import { ConnectError, defineSink, jsonWriter, string } from 'psconnect/plugin'

/** Adds values to a file, a line of JSON for each. */
export default defineSink({
  name: 'my-plugin',
  config: {
    file: string({ doc: 'The file that values are added to.', importance: 'high' }),
  },
  async create({ file }, context) {
    const handle = await open(file, 'a')
    const json = jsonWriter()
    const append = async (lines: Uint8Array) => {
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
        const lines: Uint8Array[] = []
        const rejections: Promise<void>[] = []
        for (const record of batch) {
          try {
            lines.push(json(record.value), newline)
          } catch (error) {
            // What cannot be written is a record error; anything else ends the task.
            if (!ConnectError.is(error)) throw error
            rejections.push(context.reject(record, error))
          }
        }
        last = last.then(() => append(Buffer.concat(lines)))
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

const newline = Buffer.from('\n')
