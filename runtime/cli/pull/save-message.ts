import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LentMessage } from '@psconnect/client-pubsub'
import type { SchemaAndValue } from '../../api/record.ts'
import { whyUnreadable } from '../../config/why-unreadable.ts'
import { CommandFailed } from '../command.ts'
import { type Kind, kindOf } from './read-message.ts'

/** Of Rubin's alerts. */
const cutouts = ['cutoutDifference', 'cutoutScience', 'cutoutTemplate']

/** What the files of messages end with. */
const endings: Readonly<Record<Kind, string>> = {
  avro: 'bin',
  'avro-file': 'avro',
  json: 'json',
  text: 'txt',
  bytes: 'bin',
}

/** Keeps the data of a message in a file, and with `withCutouts` its pictures in others. What is there already stays. */
export async function saveMessage(
  folder: string,
  {
    message,
    value,
    withCutouts,
  }: { readonly message: LentMessage; readonly value: SchemaAndValue; readonly withCutouts: boolean },
): Promise<void> {
  const fields = isStruct(value.value) ? value.value : {}
  const name = nameOf(fields, message.id)
  try {
    await mkdir(folder, { recursive: true })
    await write(join(folder, `${name}.${endings[kindOf(message)]}`), message.data)
    for (const cutout of withCutouts ? cutouts : []) {
      const picture = fields[cutout]
      if (picture instanceof Uint8Array) await write(join(folder, `${name}-${cutout}.fits`), picture)
    }
  } catch (error) {
    throw new CommandFailed(`${folder}: ${name} cannot be kept there: ${whyUnreadable(error)}`)
  }
}

type Fields = Readonly<Record<string, unknown>>

const isStruct = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !Array.isArray(value)

/** Of one id of Pub/Sub there is one message, so no two messages have one name. */
function nameOf(fields: Fields, messageId: string): string {
  const { alertId, diaSourceId, diaSource } = fields
  const source = diaSourceId ?? (isStruct(diaSource) ? diaSource['diaSourceId'] : undefined)
  return [alertId, source, messageId].flatMap(part => harmless(part) ?? []).join('-') || 'message'
}

/** Whoever publishes chooses what stands in a field, but not where files are written. */
function harmless(part: unknown): string | undefined {
  if (typeof part !== 'string' && typeof part !== 'number' && typeof part !== 'bigint') return undefined
  return `${part}`.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 64) || undefined
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    // Neither over a file nor through a link that is there.
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
