import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { describeFinding } from '../../../runtime/config/report.ts'
import { type Resolution, resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { Plugins } from '../../../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../../../runtime/plugin-loader/scan.ts'
import { folderWith, moduleOf } from '../plugin-loader/support/folder.ts'

const worker = ['bootstrap.servers=nowhere:9092', 'key.converter=bytes']
const connector = ['name=one', 'topics=alerts']

/** Folders of their own for both files, and plugins in them. */
const folder = folderWith({
  'worker/worker.properties': [...worker, 'value.converter=./own.mjs', 'plugin.path=plugins,gone'].join('\n'),
  'worker/own.mjs': moduleOf('converter', "the worker's"),
  'worker/plugins/dropped.mjs': moduleOf('transform', 'dropped'),
  'connectors/good.properties': [
    ...connector,
    'connector.class=./sink.mjs',
    'key.converter=./own.mjs',
    'transforms=a,b',
    'transforms.a.type=dropped',
    'transforms.b.type=./parts/cut.mjs',
    'transforms.b.predicate=p',
    'predicates=p',
    'predicates.p.type=./parts/is-cut.mjs',
    'errors.deadletterqueue.topic.name=keeper:queue',
  ].join('\n'),
  'connectors/other-source.properties': ['name=two', 'connector.class=./sink.mjs', 'source.class=./source.mjs'].join(
    '\n',
  ),
  'connectors/faulty.properties': [
    ...connector,
    'connector.class=./throwing.mjs',
    'key.converter=./sink.mjs',
    'header.converter=./careless.mjs',
    'transforms=a',
    'transforms.a.type=./none.mjs',
  ].join('\n'),
  'connectors/throws-when-asked.properties': [
    'name=three',
    'connector.class=./asked-sink.mjs',
    'source.class=./asked-source.mjs',
    'errors.deadletterqueue.topic.name=dead',
  ].join('\n'),
  'connectors/asked-sink.mjs':
    "export default { kind: 'sink', name: 'asked', config: {}, create() {}, reads() { throw new Error('ah') } }",
  'connectors/asked-source.mjs':
    "export default { kind: 'source', name: 'asked', config: {}, create() {}, reads() { throw new Error('oh') } }",
  'connectors/own.mjs': moduleOf('converter', "the connector's"),
  'connectors/parts/cut.mjs': moduleOf('transform', 'cut'),
  'connectors/parts/is-cut.mjs': moduleOf('predicate', 'is-cut'),
  'connectors/sink.mjs':
    "export default { kind: 'sink', name: 'keeper', config: {}, create() {}, deadLetters: queue => ({ queue }) }",
  'connectors/source.mjs': moduleOf('source', 'tape'),
  'connectors/throwing.mjs': "throw new Error('not today')",
  'connectors/careless.mjs':
    "export default { kind: 'converter', name: 'careless', config: {}, create() {}, validate() { throw new Error('oh') } }",
})

const resolve = (name: string): Promise<Resolution> =>
  resolveConfig({
    workerFile: `${folder}/worker/worker.properties`,
    connectorFiles: [`${folder}/connectors/${name}.properties`],
    env: {},
    plugins: new Plugins(scanBuiltIns()),
  })

async function connectorOf(name: string) {
  const resolution = await resolve(name)
  const [resolved] = resolution.ok ? resolution.config.connectors : assert.fail(resolution.error.message)
  return resolved ?? assert.fail()
}

it('takes paths from the folder of the file that they stand in, for every kind of plugin', async () => {
  const { keyConverter, valueConverter, transforms, sink, errors } = await connectorOf('good')
  assert.deepEqual([keyConverter.name, valueConverter.name, sink.name], ["the connector's", "the worker's", 'keeper'])
  assert.equal(valueConverter.module, pathToFileURL(`${folder}/worker/own.mjs`).href)
  const named = transforms.map(({ plugin, condition }) => [plugin.name, condition?.predicate.name])
  assert.deepEqual(named, [
    ['dropped', undefined],
    ['cut', 'is-cut'],
  ])
  assert.deepEqual(errors.deadLetters?.sink, { ...sink, config: { queue: 'queue' } })
  assert.equal((await connectorOf('other-source')).source.name, 'tape')
})

it('says what is of no use in plugin.path at its line, and goes on', async () => {
  const { notices } = await resolve('good')
  const said = notices.filter(({ level }) => level === 'warning').map(describeFinding)
  assert.deepEqual(said, [
    `${folder}/worker/worker.properties:4: plugin.path: there is no folder ${folder}/worker/gone`,
  ])
})

it('says all that is wrong with plugins at once, where they are named', async () => {
  const resolution = await resolve('faulty')
  assert.ok(!resolution.ok)
  assert.deepEqual(resolution.error.message.replaceAll(`${folder}/connectors/`, '').split('\n  ').slice(1), [
    'faulty.properties:3: connector.class names the sink ./throwing.mjs, which cannot be loaded: throwing.mjs:1: not today',
    'faulty.properties:4: key.converter must name a converter, but sink.mjs holds: sink keeper',
    'faulty.properties:5: header.converter names the converter careless, whose check of its keys has failed: oh',
    'faulty.properties:7: transforms.a.type names the transform ./none.mjs, which cannot be loaded: there is no none.mjs',
  ])
})

it('says of a plugin that fails when it is asked something what it was asked', async () => {
  const resolution = await resolve('throws-when-asked')
  assert.ok(!resolution.ok)
  assert.deepEqual(resolution.error.message.replaceAll(`${folder}/connectors/`, '').split('\n  ').slice(1), [
    'throws-when-asked.properties:4: the source asked fails when it is asked whether it reads dead: oh',
    "throws-when-asked.properties: the sink asked or the converter the worker's fails when it is asked which bytes of values it knows: ah",
  ])
})

it('takes no path from a configuration that comes over the network', async () => {
  const resolution = await resolve('good')
  assert.ok(resolution.ok)
  const given = { name: 'new', topics: 'alerts', 'connector.class': `${folder}/connectors/sink.mjs` }
  const { errors } = await resolution.later.problems(given, 'the request')
  assert.deepEqual(
    errors.map(({ message }) => message),
    [
      'connector.class must name a plugin, as only a configuration file may give the path of one: put its file into plugin.path of the worker',
    ],
  )
})
