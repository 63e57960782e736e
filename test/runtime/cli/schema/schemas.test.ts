import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { CommandFailed } from '../../../../runtime/cli/command.ts'
import { connectorSchema, workerSchema } from '../../../../runtime/cli/schema/schemas.ts'
import type { JsonSchema } from '../../../../runtime/cli/schema/value-schema.ts'
import { connectorSpec } from '../../../../runtime/config/connector-spec.ts'
import { serveHostApi } from '../../../../runtime/plugin-loader/host-api.ts'

serveHostApi()

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8')

/** What an editor would underline in this text. */
function faults(schema: JsonSchema, yaml: string): readonly string[] {
  const check = new Ajv({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allowMatchingProperties: true,
    allErrors: true,
  }).compile(schema)
  check(load(yaml))
  return (check.errors ?? []).map(({ instancePath, message, params }) => {
    const key = (params as { additionalProperty?: string }).additionalProperty
    return `${instancePath} ${message}${key === undefined ? '' : ` ${key}`}`
  })
}

/** A file in a folder of its own. */
function written(context: TestContext, name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-schema-'))
  context.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const connector = 'name: alerts\nconnector.class: pubsub\ntopics: alerts\ncps.project: p\ncps.topic: t\n'
const worker = 'bootstrap.servers: localhost:9092\nkey.converter: bytes\nvalue.converter: bytes\n'

describe('the files in configs/ are valid by the schema that their first line names:', () => {
  for (const file of globSync('configs/**/*.yaml', { cwd: root }))
    it(file, () => {
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(file)) ?? []
      assert.deepEqual(faults(JSON.parse(read(join(dirname(file), schema))), read(file)), [])
    })
})

describe('the schema of connector files', async () => {
  const schema = await connectorSchema()

  it('finds a misspelt key, at the top and in a section', () => {
    assert.deepEqual(faults(schema, `${connector}cps.topc: t\n`), [' must NOT have additional properties cps.topc'])
    assert.deepEqual(faults(schema, `${connector}consumer.override:\n  sasl.mechanisms: PLAIN\n`), [
      '/consumer.override must NOT have additional properties sasl.mechanisms',
    ])
  })

  it('finds a value that cannot be', () => {
    for (const line of [
      'tasks.max: 0',
      'tasks.max: many',
      'metadata.publish: yes',
      'errors.tolerance: some',
      'gcp.credentials.file.path: null',
      'transforms: { a: b }',
    ])
      assert.notDeepEqual(faults(schema, `${connector}${line}\n`), [], line)
  })

  it('takes text with a placeholder for any value, and text for numbers and booleans', () => {
    const lines = [
      'tasks.max: ${env:TASKS}',
      'metadata.publish: ${env:PUBLISH}',
      'errors.tolerance: ${env:TOLERANCE}',
      'errors.retry.timeout: "-1"',
      'headers.publish: "TRUE"',
    ]
    assert.deepEqual(faults(schema, `${connector}${lines.join('\n')}\n`), [])
  })

  it('takes keys flat or nested at any of their dots', () => {
    for (const nested of [
      'errors: { tolerance: all }',
      'errors.retry: { delay.max.ms: 1 }',
      'errors: { retry: { delay: { max.ms: 1 } } }',
      'consumer: { override: { sasl.mechanism: PLAIN } }',
      'consumer.override: { sasl: { mechanism: PLAIN } }',
      'attributes: { alertId: alertId, schema: true }',
    ])
      assert.deepEqual(faults(schema, `${connector}${nested}\n`), [], nested)
    assert.notDeepEqual(faults(schema, `${connector}errors: { tolerence: all }\n`), [])
  })

  it('says which key is missing, unless it may be nested', () => {
    assert.deepEqual(faults(schema, connector.replace(/^name.*\n/, '')), [" must have required property 'name'"])
    assert.deepEqual(
      faults(schema, connector.replaceAll(/^cps.*\n/gm, '').concat('cps: { project: p, topic: t }\n')),
      [],
    )
  })

  it('explains keys in the words of their docs, with their defaults and what they may be', () => {
    const keys = schema['properties'] as Record<string, JsonSchema>
    assert.equal(keys['errors.tolerance']?.['description'], connectorSpec['errors.tolerance'].doc)
    assert.equal(keys['errors.tolerance']?.['default'], 'none')
    assert.match(JSON.stringify(keys['errors.tolerance']), /"enum":\["none","all"\]/)
    assert.deepEqual(keys['connector.class']?.['examples'], ['kafka', 'pubsub'])
    assert.equal(keys['tasks.max.enforce']?.['deprecated'], true)
  })
})

describe('the schema of one connector file', () => {
  it('has the keys of the plugins that it names, with what they need', async context => {
    const text = `${connector}value.converter: avro\ntransforms: [old]\ntransforms.old.type: InsertField$Value\n`
    const schema = await connectorSchema(written(context, 'sink.yaml', text))
    const registry = 'value.converter.schema.registry.url: http://localhost:8081\n'
    assert.deepEqual(faults(schema, `${text}${registry}transforms.old.static.field: survey\n`), [])
    assert.ok(faults(schema, text).includes(" must have required property 'value.converter.schema.registry.url'"))
    assert.deepEqual(faults(schema, `${text}${registry}transforms.old: { statik.field: survey }\n`), [
      '/transforms.old must NOT have additional properties statik.field',
    ])
  })

  it('has the keys of a plugin beside the file', async context => {
    const file = written(context, 'sink.yaml', `${connector}value.converter: ./csv.ts\n`)
    writeFileSync(
      join(dirname(file), 'csv.ts'),
      `import { defineConverter, string } from 'psconnect/plugin'
       export default defineConverter({
         name: 'csv', config: { separator: string({ doc: 'Between fields.', default: ',' }) },
         create: () => ({ decode: () => ({ schema: null, value: 1 }), encode: () => new Uint8Array() }) })`,
    )
    const { properties } = await connectorSchema(file)
    assert.deepEqual((properties as Record<string, JsonSchema>)['value.converter.separator'], {
      description: 'Between fields.',
      default: ',',
      type: ['string', 'number', 'boolean'],
    })
  })

  it('is not made of a file that cannot be read, or that names what there is not', async context => {
    const misnamed = written(context, 'sink.yaml', connector.replace('pubsub', 'pubsup'))
    await assert.rejects(
      connectorSchema(misnamed),
      error => error instanceof CommandFailed && /found "pubsup"; did you mean pubsub\?/.test(error.message),
    )
    await assert.rejects(
      connectorSchema(`${misnamed}.no`),
      error =>
        error instanceof CommandFailed && /sink\.yaml\.no: cannot be read: there is no such file/.test(error.message),
    )
  })
})

describe('the schema of worker files', () => {
  it('finds a misspelt key, at the top, in a section, and of a converter that the file names', async context => {
    const file = written(context, 'worker.yaml', worker.replace('value.converter: bytes', 'value.converter: json'))
    const schema = await workerSchema(file)
    const good = `${worker}value.converter.schemas.enable: false\nconsumer: { auto.offset.reset: earliest }\nsasl.mechanism: PLAIN\n`
    assert.deepEqual(faults(schema, good), [])
    for (const typo of [
      'offset.flush.intervall.ms: 1',
      'producer: { linger.mss: 1 }',
      'value.converter.schema.enable: false',
    ])
      assert.equal(faults(schema, `${worker}${typo}\n`).length, 1, typo)
  })

  it('has the keys of every converter where no file is given, and needs none of them', async () => {
    const schema = await workerSchema()
    assert.deepEqual(faults(schema, worker), [])
    assert.deepEqual(faults(schema, `${worker}value.converter.schema.registry.url: http://localhost:8081\n`), [])
  })
})
