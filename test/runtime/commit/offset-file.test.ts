import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { OffsetFile } from '../../../runtime/commit/offset-file.ts'

function pathFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'offsets.json')
}

const failing = (message: RegExp) => (error: unknown) =>
  ConnectError.is(error) && error.code === 'SOURCE_FAILED' && message.test(error.message)

it('gives back what was committed, to the last digit and as text where it was text, also to another process', async context => {
  const path = pathFor(context)
  const file = new OffsetFile(path)
  await file.change('numbers', new Map([['a/0', 9_007_199_254_740_993n]]))
  await file.change('texts', new Map([['b', '0:17']]))
  await file.change('numbers', new Map([['a/1', -2n]]))

  const other = new OffsetFile(path)
  assert.deepEqual(
    await other.of('numbers'),
    new Map([
      ['a/0', 9_007_199_254_740_993n],
      ['a/1', -2n],
    ]),
  )
  assert.deepEqual(await other.of('texts'), new Map([['b', '0:17']]))
  assert.deepEqual(await other.of('nobody'), new Map())
})

it('keeps names that JSON and JavaScript have a use of their own for', async context => {
  const path = pathFor(context)
  const names = ['__proto__', 'constructor', '"quoted"', 'a\nb', '']
  const offsets = new Map(names.map((name, index) => [name, BigInt(index)]))
  await new OffsetFile(path).change('__proto__', offsets)
  assert.deepEqual(await new OffsetFile(path).of('__proto__'), offsets)
})

it('takes changes that come at once one after another', async context => {
  const path = pathFor(context)
  const file = new OffsetFile(path)
  const connectors = Array.from({ length: 20 }, (_, index) => `connector-${index}`)
  await Promise.all(connectors.map(name => file.change(name, new Map([['p', name]]))))
  const other = new OffsetFile(path)
  for (const name of connectors) assert.deepEqual(await other.of(name), new Map([['p', name]]))
})

it('forgets a partition that is changed to null, and a connector', async context => {
  const file = new OffsetFile(pathFor(context))
  await file.change(
    'one',
    new Map([
      ['a', 1n],
      ['b', 2n],
    ]),
  )
  await file.change('two', new Map([['a', 3n]]))
  await file.change(
    'one',
    new Map([
      ['a', null],
      ['nothing', null],
    ]),
  )
  assert.deepEqual(await file.of('one'), new Map([['b', 2n]]))
  await file.forget('one')
  assert.deepEqual(await file.of('one'), new Map())
  assert.deepEqual(await file.of('two'), new Map([['a', 3n]]))
})

it('is made when it is first read, so that a path that cannot be is known before anything is read', async context => {
  const path = pathFor(context)
  await new OffsetFile(path).of('one')
  assert.equal(readFileSync(path, 'utf8'), '{\n  "version": 1,\n  "connectors": {}\n}\n')
  await assert.rejects(
    new OffsetFile(join(path, 'below', 'offsets.json')).of('one'),
    failing(/offset\.storage\.file\.filename: .*below.*ENOTDIR/),
  )
})

it('does not touch a file that holds something else, such as the offsets of Kafka Connect', async context => {
  const path = pathFor(context)
  for (const text of [
    '\xac\xed\0\x05sr\0',
    '{}',
    '{"version": 2, "connectors": {}}',
    '{"version": 1, "connectors": {"a": {"b": 1.5}}}',
  ]) {
    writeFileSync(path, text)
    await assert.rejects(new OffsetFile(path).change('one', new Map([['a', 1n]])), failing(/something else/))
    assert.equal(readFileSync(path, 'utf8'), text)
  }
})

it('refuses to undo what another process has written', async context => {
  const path = pathFor(context)
  const [one, two] = [new OffsetFile(path), new OffsetFile(path)]
  await one.change('one', new Map([['a', 1n]]))
  await two.change('two', new Map([['a', 2n]]))
  await assert.rejects(one.change('one', new Map([['a', 3n]])), failing(/something else has written it/))
  assert.deepEqual(await two.of('two'), new Map([['a', 2n]]))
})

it('stays as it was where it cannot be written, and takes the same change later', async context => {
  const path = pathFor(context)
  const file = new OffsetFile(path)
  await file.change('one', new Map([['a', 1n]]))
  mkdirSync(`${path}.new`)
  await assert.rejects(file.change('one', new Map([['a', 2n]])), failing(/EISDIR/))
  assert.deepEqual(await file.of('one'), new Map([['a', 1n]]))
  rmdirSync(`${path}.new`)
  await file.change('one', new Map([['a', 2n]]))
  assert.deepEqual(await new OffsetFile(path).of('one'), new Map([['a', 2n]]))
})
