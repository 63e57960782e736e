import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { checkConverter } from 'psconnect/plugin/testing'
import avro from '../../../plugins/converter-avro/index.ts'
import { alertGenerator, alertSchemaId, alertSchemaText } from '../../fixtures/alerts/index.ts'
import { writesTheSameBytes } from '../same-bytes.ts'
import { avroConfig } from './avro-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-schemas-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, `${alertSchemaId}.avsc`), alertSchemaText)
writeFileSync(join(folder, '1.avsc'), '"long"')

const readable = [Uint8Array.of(0, 0, 0, 0, 1, 0x7f), alertGenerator()(0)]
const config = avroConfig([`file:${folder}`])

/** A registry that takes connections and says nothing. */
const silent = createServer(() => {}).listen(0, '127.0.0.1')
await once(silent, 'listening')
after(() => silent.close())

it('keeps the contract', () =>
  checkConverter(avro, {
    config,
    readable,
    unreadable: [
      new Uint8Array(),
      Uint8Array.of(0, 0, 0, 0, 1),
      Uint8Array.of(1, 0, 0, 0, 1, 2),
      Uint8Array.of(0, 0, 0, 0, 9, 2),
    ],
    unanswered: { 'schema.registry.url': [`http://127.0.0.1:${(silent.address() as AddressInfo).port}`] },
  }))

it('writes what it has read as the same bytes', () => writesTheSameBytes(avro, config, readable))
