import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import type { ConnectError, SinkContext } from 'psconnect/plugin'
import { checkSink, connectRecord } from 'psconnect/plugin/testing'
import plugin from './index.ts'

const { signal } = new AbortController()

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-ndjson-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const record = (number: number) => connectRecord({ offset: BigInt(number), value: { number } })

const linesIn = (folder: string): { readonly offset: number; readonly value: unknown }[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map(line => JSON.parse(line))

const numbersIn = (folder: string): number[] => linesIn(folder).map(({ offset }) => offset)

interface Wanted {
  readonly maxBytes?: number
  readonly maxMs?: number
  readonly index?: number
  readonly count?: number
  readonly rejected?: ConnectError[]
}

async function open(
  directory: string,
  { maxBytes = 1e6, maxMs = 60_000, index = 0, count = 1, rejected = [] }: Wanted,
) {
  const context: SinkContext = {
    log: { debug() {}, info() {}, warn() {}, error() {} },
    signal,
    task: { connector: 'night/1', index, count },
    reject: async (_, error) => void rejected.push(error),
    retrying() {},
    resent() {},
    requested() {},
    hold: () => ({ resize() {}, release() {} }),
    callService: async () => undefined,
  }
  return plugin.create({ directory, 'file.max.bytes': maxBytes, 'file.max.ms': maxMs }, context)
}

it('keeps the contract', async context => {
  const directory = folderFor(context)
  await checkSink(plugin, {
    config: { directory },
    record,
    stored: () => numbersIn(directory),
    ordered: true,
    refused: [connectRecord({ offset: 999n, value: 'text', valueSchema: { type: 'int32', optional: false } })],
  })
})

it('writes all of a record into its line', async context => {
  const directory = folderFor(context)
  const sink = await open(directory, {})
  const key = new Uint8Array([1, 2])
  await sink.write(
    [connectRecord({ topic: 't', partition: 3, offset: 4n, timestamp: 5n, key, headers: { a: 'b', c: null } })],
    signal,
  )
  await sink.close()
  assert.deepEqual(linesIn(directory), [
    {
      topic: 't',
      partition: 3,
      offset: 4,
      timestamp: 5,
      key: 'AQI=',
      value: null,
      headers: [
        { key: 'a', value: 'b' },
        { key: 'c', value: null },
      ],
    },
  ])
})

it('begins a new file when one is large enough, and calls complete only what is', async context => {
  const directory = folderFor(context)
  const sink = await open(directory, { maxBytes: 250 })
  for (const number of [0, 1, 2, 3]) await sink.write([record(number)], signal)
  assert.deepEqual(readdirSync(directory).toSorted(), ['night%2F1-0-000000.ndjson', 'night%2F1-0-000001.ndjson.part'])
  await sink.close()
  await sink.close()
  assert.deepEqual(readdirSync(directory).toSorted(), ['night%2F1-0-000000.ndjson', 'night%2F1-0-000001.ndjson'])
  assert.deepEqual(numbersIn(directory), [0, 1, 2, 3])
})

it('completes a file after its time, though nothing more comes', async context => {
  const directory = folderFor(context)
  const sink = await open(directory, { maxMs: 20 })
  await sink.write([record(0)], signal)
  while (!readdirSync(directory).includes('night%2F1-0-000000.ndjson')) await new Promise(setImmediate)
  await sink.close()
  assert.deepEqual(numbersIn(directory), [0])
})

it('cuts off the half line that a crash has left, and goes on in another file', async context => {
  const directory = folderFor(context)
  const left = join(directory, 'night%2F1-0-000007.ndjson.part')
  appendFileSync(left, `{"offset":1}\n{"offset":2,"text":"${'x'.repeat(200_000)}`)
  writeFileSync(join(directory, 'night%2F1-0-000006.ndjson.part'), '{"off')
  writeFileSync(join(directory, 'someone-elses-0-000001.ndjson.part'), 'not ours')
  const sink = await open(directory, {})
  await sink.write([record(2)], signal)
  await sink.close()
  assert.deepEqual(readdirSync(directory).toSorted(), [
    'night%2F1-0-000007.ndjson',
    'night%2F1-0-000008.ndjson',
    'someone-elses-0-000001.ndjson.part',
  ])
  assert.equal(readFileSync(join(directory, 'night%2F1-0-000007.ndjson'), 'utf8'), '{"offset":1}\n')
})

it('completes what tasks have left that there are no more', async context => {
  const directory = folderFor(context)
  for (const task of [0, 1, 2, 3])
    writeFileSync(join(directory, `night%2F1-${task}-000000.ndjson.part`), '{"offset":1}\n')
  await (await open(directory, { index: 1, count: 2 })).close()
  assert.deepEqual(
    readdirSync(directory)
      .filter(name => name.endsWith('.ndjson'))
      .toSorted(),
    ['night%2F1-1-000000.ndjson', 'night%2F1-3-000000.ndjson'],
  )
})

it('says which folder it cannot write to', async context => {
  const directory = folderFor(context)
  writeFileSync(join(directory, 'file'), '')
  await assert.rejects(open(join(directory, 'file', 'below'), {}), /cannot write to the folder .*below: ENOTDIR/)
  const sink = await open(join(directory, 'out'), {})
  rmSync(join(directory, 'out'), { recursive: true })
  await assert.rejects(sink.write([record(1)], signal), { code: 'SINK_FAILED' })
  await assert.rejects(sink.write([record(2)], signal), { code: 'SINK_FAILED' })
})
