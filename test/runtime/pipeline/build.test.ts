import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { resolveConfig } from '../../../runtime/config/resolve-config.ts'
import { buildPipeline, type Contexts } from '../../../runtime/pipeline/build.ts'
import { fixtureLookup } from '../../fixtures/plugins/index.ts'

const worker = ['bootstrap.servers=one:9092', 'key.converter=bytes', 'value.converter=framed']
const connector = ['name=first', 'connector.class=framed-drawer', 'topics=alerts']
const stamp = ['transforms=mark', 'transforms.mark.type=stamp', 'transforms.mark.text=x']
const ifStamped = ['transforms.mark.predicate=isStamped', 'predicates=isStamped', 'predicates.isStamped.type=stamped']
const stampAndErase = [...stamp, 'transforms=mark, clear', 'transforms.clear.type=erase']

const log = { debug: assert.fail, info: assert.fail, warn: assert.fail, error: assert.fail }
const common = { log, signal: new AbortController().signal, task: { connector: 'first', index: 0, count: 1 } }
const within: Contexts['within'] = async (_, work) => work()
/** As much of the host as these parts use. */
const contexts = { source: common, sink: common, converting: () => ({}), within } as unknown as Contexts

/** What is built of a connector with these lines too. */
async function build(...lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
  const files = { worker: join(folder, 'worker.properties'), connector: join(folder, 'connector.properties') }
  writeFileSync(files.worker, worker.join('\n'))
  writeFileSync(files.connector, [...connector, ...lines].join('\n'))
  const resolution = await resolveConfig({
    workerFile: files.worker,
    connectorFiles: [files.connector],
    env: {},
    plugins: fixtureLookup,
  })
  rmSync(folder, { recursive: true })
  return buildPipeline((resolution.ok && resolution.config.connectors[0]) || assert.fail(), contexts)
}

async function neededOfValues(...lines: readonly string[]): Promise<unknown> {
  const { converters } = await build(...lines)
  return converters.value.decode(new Uint8Array(), { topic: 'alerts', part: 'value' }).value
}

it('tells the value converter what the sink, the transforms and their predicates read, and no more', async () => {
  assert.deepEqual(await neededOfValues(), [['label']])
  assert.deepEqual(await neededOfValues(...stamp), [['label']])
  assert.deepEqual(await neededOfValues(...stamp, ...ifStamped), [['label'], ['stamps']])
})

it('tells it that all is needed as soon as one transform may change values', async () => {
  assert.equal(await neededOfValues(...stampAndErase), 'all')
})

it('encodes values anew only where a transform may change them and the sink reads their bytes', async () => {
  assert.equal((await build('body=text', ...stampAndErase)).valueEncoder, undefined)
  assert.equal((await build('body=frames', ...stamp)).valueEncoder, undefined)
  const { valueEncoder, converters } = await build('body=frames', ...stampAndErase)
  assert.equal(valueEncoder?.converter, converters.value)
})

it('closes each part after those that hand records to it', async () => {
  const { parts, source, converters, steps, sink } = await build(...stamp, ...ifStamped)
  const [{ transform, predicate } = assert.fail()] = steps

  const places = [source, converters.value, transform, sink].map(part => parts.indexOf(part))

  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
  assert.ok(!places.includes(-1))
  assert.ok(predicate && parts.includes(predicate))
})
