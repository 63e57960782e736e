import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import avro from 'avsc'
import type { SourceBatch, SourceContext, SourceOffset } from 'psconnect/plugin'
import { checkSource } from 'psconnect/plugin/testing'
import plugin from './index.ts'

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-avro-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const type = avro.Type.forSchema({ type: 'record', name: 'alert', fields: [{ name: 'id', type: 'int' }] })

async function writeFile(path: string, ids: readonly number[], written = type): Promise<void> {
  const encoder = new avro.streams.BlockEncoder(written, { codec: 'deflate' })
  for (const id of ids) encoder.write({ id })
  encoder.end()
  const chunks: Buffer[] = []
  for await (const chunk of encoder) chunks.push(chunk)
  writeFileSync(path, Buffer.concat(chunks))
}

/** Each record as a file of its own says the same as avsc, which reads it here, says of the file it comes from. */
async function idOf(file: Uint8Array): Promise<number> {
  const decoder = new avro.streams.BlockDecoder()
  decoder.end(file)
  const records: { readonly id: number }[] = []
  for await (const record of decoder) records.push(record)
  assert.equal(records.length, 1)
  return records[0]?.id ?? Number.NaN
}

interface Wanted {
  readonly files: readonly string[]
  readonly committed?: ReadonlyMap<string, SourceOffset>
  readonly loop?: boolean
  readonly rate?: number
  readonly index?: number
  readonly count?: number
  readonly fetchBytes?: number
  readonly schemaId?: number
}

/** Reads so many records, all where nothing is said, and what their ids are. */
async function read(wanted: Wanted, most = Number.POSITIVE_INFINITY) {
  const seen = await replay(wanted, most)
  return { ...seen, ids: await Promise.all(valuesOf(seen.batches).map(idOf)) }
}

const valuesOf = (batches: readonly SourceBatch[]): Uint8Array[] =>
  batches.flatMap(({ records }) => records.map(({ value }) => value ?? new Uint8Array()))

async function replay(wanted: Wanted, most = Number.POSITIVE_INFINITY) {
  const { files, committed = new Map(), loop = false, rate = 0, index = 0, count = 1, fetchBytes = 1e6 } = wanted
  const stop = new AbortController()
  const said: string[] = []
  let assigned: readonly string[] = []
  const context: SourceContext = {
    log: { debug() {}, info: (_, message) => stop.abort(said.push(message)), warn() {}, error() {} },
    signal: stop.signal,
    task: { connector: 'replay', index, count },
    fetchBytes,
    reserve: async () => ({ resize() {}, release() {} }),
    committed: async () => committed,
    assigned: partitions => (assigned = partitions),
    revoking: async () => undefined,
    lost() {},
    retrying() {},
    missed() {},
  }
  const source = await plugin.create({ files, topic: 'alerts', rate, loop, 'schema.id': wanted.schemaId }, context)
  const batches: SourceBatch[] = []
  let left = most
  for await (const batch of source.read(stop.signal)) {
    batches.push(batch)
    left -= batch.records.length
    if (left <= 0) stop.abort()
  }
  await source.close()
  return { batches, said, assigned }
}

const offsetsOf = (batches: readonly SourceBatch[]): Map<string, SourceOffset> =>
  new Map(batches.map(({ partition, next }) => [partition, next]))

it('keeps the contract', async context => {
  const folder = folderFor(context)
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.avro`), [1, 2, 3, 4])
  // So few are due at once that there are several batches.
  await checkSource(plugin, { config: () => ({ files: [join(folder, '*.avro')], rate: 30 }), records: 12 })
})

it('gives out all records of all files in the order of their names, each as a file of its own', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'b.avro'), [3, 4])
  await writeFile(join(folder, 'a.avro'), [1, 2])
  const { ids, said, batches } = await read({ files: [join(folder, '*.avro')] })
  assert.deepEqual(ids, [1, 2, 3, 4])
  assert.deepEqual(said, ['all records of all files have been read'])
  const places = batches.flatMap(({ records }) => records.map(({ partition, offset }) => `${partition}/${offset}`))
  assert.deepEqual(places, ['0/0', '0/1', '1/0', '1/1'])
})

it('goes on where it was committed, in whatever batches', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'a.avro'), [1, 2, 3])
  await writeFile(join(folder, 'b.avro'), [4, 5])
  const files = [join(folder, '*.avro')]
  const { batches } = await read({ files, fetchBytes: 1 })
  assert.equal(batches.length, 5)
  for (const taken of [0, 1, 2, 3, 4, 5]) {
    const { ids } = await read({ files, committed: offsetsOf(batches.slice(0, taken)) })
    assert.deepEqual(ids, [1, 2, 3, 4, 5].slice(taken))
  }
})

it('begins anew when it is to loop, and goes on in the round where it was', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'a.avro'), [1, 2])
  await writeFile(join(folder, 'b.avro'), [3])
  const wanted = { files: [join(folder, '*.avro')], loop: true, fetchBytes: 1 }
  const first = await read(wanted, 5)
  assert.deepEqual(first.ids, [1, 2, 3, 1, 2])
  const next = await read({ ...wanted, committed: offsetsOf(first.batches) }, 4)
  assert.deepEqual(next.ids, [3, 1, 2, 3])
})

it('deals out the files to the tasks', async context => {
  const folder = folderFor(context)
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.avro`), [name.charCodeAt(0)])
  const files = [join(folder, '*.avro')]
  assert.deepEqual((await read({ files, index: 0, count: 2 })).ids, [97, 99])
  assert.deepEqual((await read({ files, index: 1, count: 2 })).assigned, [join(folder, 'b.avro')])
})

it('counts the files of all tasks, so that no two records are called the same', async context => {
  const folder = folderFor(context)
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.avro`), [1])
  const files = [join(folder, '*.avro')]
  const tasks = [await read({ files, index: 0, count: 2 }), await read({ files, index: 1, count: 2 })]
  const partitions = tasks.map(({ batches }) =>
    batches.flatMap(({ records }) => records.map(record => record.partition)),
  )
  assert.deepEqual(partitions, [[0, 2], [1]])
})

it('gives out records with the id of their schema in front, as Confluent has them', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'a.avro'), [1, 2])
  const { batches } = await replay({ files: [join(folder, 'a.avro')], schemaId: 258 })
  const expected = [1, 2].map(id => Buffer.concat([Buffer.from([0, 0, 0, 1, 2]), type.toBuffer({ id })]))
  assert.deepEqual(valuesOf(batches), expected)
})

it('does not give the id of one schema to records of another', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'a.avro'), [1])
  const other = avro.Type.forSchema({ type: 'record', name: 'other', fields: [{ name: 'id', type: 'int' }] })
  await writeFile(join(folder, 'b.avro'), [2], other)
  await assert.rejects(
    replay({ files: [join(folder, '*.avro')], schemaId: 1 }),
    /source\.schema\.id stands for one schema, and .*b\.avro has another than .*a\.avro/,
  )
})

it('gives out no more at once than is due in a tenth of a second', async context => {
  const folder = folderFor(context)
  await writeFile(join(folder, 'a.avro'), [1, 2, 3, 4, 5])
  const { batches } = await read({ files: [join(folder, 'a.avro')], rate: 20 })
  assert.deepEqual(
    batches.map(({ records }) => records.length),
    [2, 2, 1],
  )
})

it('says of files that there are not, or that are none, which', async context => {
  const folder = folderFor(context)
  const nothing = join(folder, 'missing*.avro')
  await assert.rejects(read({ files: [nothing] }), /there is no file .*missing\*\.avro/)
  const text = join(folder, 'text.avro')
  writeFileSync(text, 'this is no Avro file at all, and long enough for a header of one')
  await assert.rejects(read({ files: [text] }), /text\.avro cannot be read as an Avro file/)
  const cut = join(folder, 'cut.avro')
  await writeFile(cut, [1, 2])
  for (const missing of [1, 20, 150]) {
    const whole = readFileSync(cut)
    writeFileSync(join(folder, 'short.avro'), whole.subarray(0, Math.max(whole.length - missing, 0)))
    await assert.rejects(read({ files: [join(folder, 'short.avro')] }), /short\.avro.*ends in the middle/)
  }
  await assert.rejects(
    read({ files: [text], committed: new Map([[text, 17n]]) }),
    /the offset of .*text\.avro must be ROUND:RECORD \(found 17\)/,
  )
})
