import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { checkConverter } from 'psconnect/plugin/testing'
import avro from '../../../plugins/converter-avro/index.ts'
import { alertGenerator, alertSchemaId, alertSchemaText } from '../../fixtures/alerts/index.ts'
import { avroConfig } from './avro-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'psconnect-schemas-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, `${alertSchemaId}.avsc`), alertSchemaText)
writeFileSync(join(folder, '1.avsc'), '"long"')

const alert = alertGenerator()
await checkConverter(avro, {
  config: avroConfig([`file:${folder}`]),
  readable: [Uint8Array.of(0, 0, 0, 0, 1, 0x7f), alert(0)],
  unreadable: [
    new Uint8Array(),
    Uint8Array.of(0, 0, 0, 0, 1),
    Uint8Array.of(1, 0, 0, 0, 1, 2),
    Uint8Array.of(0, 0, 0, 0, 9, 2),
  ],
})
