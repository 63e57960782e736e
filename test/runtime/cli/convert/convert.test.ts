import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { until } from '../../../e2e/support/consume.ts'
import { Psconnect, psconnect } from '../../../e2e/support/psconnect.ts'

/** A converter of one's own that imports a file beside it; `decode` is the body of that function. */
const converter = (decode: string) => `
import { ConnectError, defineConverter, string } from 'psconnect/plugin'
import { word } from './word.ts'
export default defineConverter({
  name: 'mine',
  config: { greeting: string({ doc: 'What is said first.', default: 'hello' }) },
  create: ({ greeting }: { greeting: string }) => ({
    decode(bytes: Uint8Array) { ${decode} },
    encode() { throw new ConnectError('RECORD_UNREADABLE', 'it only reads') },
  }),
})`
const greeting = 'return { schema: null, value: `${greeting} ${word} ${bytes.length}` }'

const printed = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await psconnect(args, { FORCE_COLOR: '0' })
  return { code, out: stdout.toString(), err: stderr }
}

const says = (run: Psconnect, what: string) => until(() => `${run.stdout.toString()}${run.stderr}`.includes(what))

const isAlive = (id: number): boolean => {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}

describe('psconnect convert', () => {
  let folder: string
  let started: Psconnect | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'psconnect-convert-'))
    await save('word.ts', "export const word: string = 'world'")
    await save('payload.bin', 'abc')
  })
  afterEach(async () => {
    started?.kill('SIGTERM')
    await started?.ended
    started = undefined
    await rm(folder, { recursive: true, force: true })
  })
  const at = (name: string) => join(folder, name)
  const save = (name: string, text: string | Uint8Array) => writeFile(at(name), text)
  const mine = (...more: string[]) => ['convert', '--converter', at('mine.ts'), '--file', at('payload.bin'), ...more]
  const watching = (...more: string[]) => {
    started = new Psconnect(mine('--watch', ...more))
    return started
  }

  it('shows what a converter of one file makes of a payload, with its settings', async () => {
    await save('mine.ts', converter(greeting))
    const { code, out, err } = await printed(mine('--set', 'greeting=good day'))
    assert.deepEqual([code, err], [0, ''])
    assert.equal(out, `✓ ${at('payload.bin')} 3 bytes\n"good day world 3"\n\n`)
  })

  it('takes each file of a folder for a payload, and ends with 1 where one of them cannot be read', async () => {
    await save('payload.bin', '[1')
    const { code, out } = await printed([
      'convert',
      '--converter',
      'json',
      '--set',
      'schemas.enable=false',
      '--file',
      at('payload.bin'),
      at('word.ts'),
    ])
    assert.equal(code, 1)
    assert.match(out, /RECORD_UNREADABLE: not JSON: found its end at character 3\n\n0{8} {2}5b 31 .*\n.*\^\^ the end\n/)
    assert.match(out, /\n0 of 2 payloads were converted\n$/)
    const all = await printed(['convert', '--converter', 'string', '--file', folder])
    assert.match(all.out, /\n2 of 2 payloads were converted\n$/)
  })

  it('shows the place in the code of an error that was not made on purpose, and how the payload begins', async () => {
    await save('mine.ts', converter('return { schema: null, value: (bytes as any).missing.length }'))
    const { code, out } = await printed(mine())
    assert.equal(code, 1)
    assert.match(out, /\nTypeError: Cannot read [^\n]+\n {4}at [^\n]+mine\.ts:\d+:\d+\)?\n\nThe error has no position/)
    assert.match(out, /\|abc\|/)
  })

  it('tells a value that does not fit its schema, and what is no value', async () => {
    await save('mine.ts', converter("return { schema: { type: 'int64', optional: false }, value: 1 }"))
    assert.match((await printed(mine())).out, /RECORD_REFUSED: .*expected a bigint of 64 bits, found a number/)
    await save('mine.ts', converter('return Promise.resolve(1) as never'))
    assert.match((await printed(mine())).out, /decode must return \{ schema, value \}, found a Promise/)
  })

  it('gives a payload as a part of more, as in a stream', async () => {
    await save(
      'mine.ts',
      converter(
        'return { schema: null, value: Buffer.from(bytes.buffer).toString().includes("abc") && bytes.byteOffset > 0 }',
      ),
    )
    assert.match((await printed(mine())).out, /\ntrue\n/)
  })

  it('prints a line of JSON for each payload, nothing shortened, and all else beside it', async () => {
    await save(
      'mine.ts',
      converter('return { schema: null, value: { id: 9007199254740993n, data: new Uint8Array(300), big: NaN } }'),
    )
    const { code, out, err } = await printed(mine('--json', '--time'))
    assert.equal(code, 0)
    assert.equal(
      out,
      `{"payload":${JSON.stringify(at('payload.bin'))},"value":{"id":9007199254740993,"data":"${'A'.repeat(400)}","big":"NaN"}}\n`,
    )
    assert.match(
      err,
      /^[\d.,]+ µs per record, [\d.,]+ MB\/s: [\d,]+ conversions in [\d.]+ s, after [\d,]+ to warm up\n$/,
    )
    await save('mine.ts', converter("throw new ConnectError('RECORD_UNREADABLE', 'no', { position: 2 })"))
    const failed = await printed(mine('--json', '--time'))
    assert.equal(failed.code, 1)
    assert.deepEqual(JSON.parse(failed.out).error, { code: 'RECORD_UNREADABLE', message: 'no', position: 2 })
    assert.match(failed.err, /nothing is measured/)
  })

  it('says all that is wrong with the settings, and what was probably meant', async () => {
    await save('mine.ts', converter(greeting))
    const { code, out, err } = await printed(mine('--set', 'greting=x'))
    assert.deepEqual([code, out], [1, ''])
    assert.match(
      err,
      /--set greting is not a key of the converter mine and has no effect; did you mean --set greeting\?/,
    )
    assert.match(
      (await printed(['convert', '--converter', 'strng', '--file', at('payload.bin')])).err,
      /did you mean string\?/,
    )
  })

  it('does not show a secret that a setting holds', async () => {
    await save(
      'mine.ts',
      converter("throw new Error('cannot use ' + greeting)")
        .replace('string({', 'password({')
        .replace('string }', 'password }'),
    )
    const { out } = await printed(mine('--set', 'greeting=s3cret'))
    assert.match(out, /cannot use \[hidden\]/)
  })

  it('says what a converter lacks that was made without it', async () => {
    await save('mine.ts', converter(greeting).replace('encode()', 'encoded()'))
    const { code, err } = await printed(mine())
    assert.equal(code, 1)
    assert.match(
      err,
      /cannot be created: TypeError: it must return a converter, which has encode \(a function\), and gave/,
    )
  })

  it('says that a converter has ended its process', async () => {
    await save('mine.ts', converter('process.exit(0)'))
    const { code, err } = await printed(mine())
    assert.equal(code, 1)
    assert.match(err, /the converter has ended its process, with exit code 0/)
  })

  it('says that it takes long while the converter loops, and can be ended with it', async () => {
    await save('mine.ts', converter('console.log(`runs as ${process.pid}`); for (;;) {}'))
    started = new Psconnect(mine())
    await says(started, 'runs as')
    const [, id] = /runs as (\d+)/.exec(started.stdout.toString()) ?? []
    await says(started, 'may wait or loop for ever; Ctrl-C ends it')
    started.kill('SIGINT')
    assert.equal((await started.ended).code, 130)
    await until(() => !isAlive(Number(id)))
  })

  it('watches: runs again when a file is saved that the converter imports, and when a payload is', async () => {
    await save('mine.ts', converter(greeting))
    const run = watching()
    await says(run, 'hello world 3')
    await save('word.ts', "export const word: string = 'sky'")
    await says(run, 'hello sky 3')
    await save('payload.bin', 'abcd')
    await says(run, 'hello sky 4')
  })

  it('watches: goes on after a converter that cannot be imported, or does not end', async () => {
    const run = watching()
    await says(run, 'there is no')
    await save('mine.ts', converter('for (;;) {}'))
    await save('word.ts', 'export const word: = 1')
    await says(run, 'word.ts:1')
    await save('word.ts', "export const word = 'world'; console.log('it loops')")
    await says(run, 'it loops')
    await save('mine.ts', converter(greeting))
    await says(run, 'hello world 3')
    run.kill('SIGINT')
    assert.equal((await run.ended).code, 0)
  })
})
