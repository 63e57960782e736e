import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import avro from 'avsc'
import type { SourceBatch, SourceContext, SourceOffset } from 'psconnect/plugin'
import plugin from './index.ts'

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-avro-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const type = avro.Type.forSchema({ type: 'record', name: 'alert', fields: [{ name: 'id', type: 'int' }] })

async function writeFile(path: string, ids: readonly number[]): Promise<void> {
  const encoder = new avro.streams.BlockEncoder(type, { codec: 'deflate' })
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
}

/** Reads so many records, and what there is where nothing is said. */
async function read(wanted: Wanted, most = Number.POSITIVE_INFINITY) {
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
  const source = await plugin.create({ files, topic: 'alerts', rate, loop }, context)
  const batches: SourceBatch[] = []
  let left = most
  for await (const batch of source.read(stop.signal)) {
    batches.push(batch)
    left -= batch.records.length
    if (left <= 0) stop.abort()
  }
  await source.close()
  const ids = await Promise.all(
    batches.flatMap(({ records }) => records.map(({ value }) => idOf(value ?? Buffer.alloc(0)))),
  )
  return { ids, batches, said, assigned }
}

const offsetsOf = (batches: readonly SourceBatch[]): Map<string, SourceOffset> =>
  new Map(batches.map(({ partition, next }) => [partition, next]))

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
