import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { templateKinds } from '../../../../runtime/cli/plugin/write-plugin.ts'

const bin = fileURLToPath(new URL('../../../../runtime/bin/psconnect.mjs', import.meta.url))
const tsc = fileURLToPath(new URL('../../../../node_modules/.bin/tsc', import.meta.url))

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'psconnect-plugin-'))
  context.after(() => rmSync(folder, { recursive: true }))
  return folder
}

const run = (program: string, args: readonly string[], cwd: string) =>
  spawnSync(program, args, { cwd, encoding: 'utf8' })

const plugin = (cwd: string, ...args: readonly string[]) => run(process.execPath, [bin, 'plugin', ...args], cwd)

const converter = (parts: string): string =>
  `import { defineConverter, string } from 'psconnect/plugin'
   export default defineConverter({ name: 'csv', config: { separator: string({ doc: 'Between fields.', default: ',' }) }, ${parts} })\n`

const reading = `create: () => ({ decode: bytes => ({ schema: null, value: Buffer.from(bytes) }), encode: ({ value }) => value as Uint8Array })`

describe('psconnect plugin new', () => {
  for (const kind of templateKinds)
    it(`makes a ${kind} that passes its npm test, the types and plugin check at once`, context => {
      const folder = emptyFolder(context)
      const { status, stdout, stderr } = plugin(folder, 'new', kind, 'my-own', '--dir', 'plugins')
      assert.equal(status, 0, stderr)
      assert.match(stdout, /Try it: cd plugins\/my-own && npm test\n$/)
      const own = join(folder, 'plugins', 'my-own')
      const files = ['README.md', 'my-own.samples.ts', 'my-own.test.ts', 'my-own.ts', 'package.json', 'tsconfig.json']
      assert.deepEqual(readdirSync(own).toSorted(), files.toSorted())
      for (const file of files) assert.ok(!readFileSync(join(own, file), 'utf8').includes('my-plugin'), file)

      const tested = run('npm', ['test'], own)
      assert.equal(tested.status, 0, tested.stdout + tested.stderr)
      assert.match(tested.stdout, /keeps the contract of/)
      const typed = run(tsc, ['-p', '.'], own)
      assert.equal(typed.status, 0, typed.stdout)
      const checked = plugin(own, 'check', '.')
      assert.equal(checked.status, 0, checked.stdout)
      assert.match(checked.stdout, /✓ it keeps the contract/)
    })

  it('overwrites nothing and takes no name that there is', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'mine'), '')
    for (const [args, why] of [
      [['converter', 'mine'], /there is already a mine: take another name, or another --dir/],
      [['converter', 'avro'], /psconnect itself has a converter avro: take another name/],
      [
        ['convertor', 'mine'],
        /must be one of converter, sink, source, transform \(found "convertor"; did you mean converter\?\)/,
      ],
      [['converter', 'My Converter'], /NAME must be of small letters, digits and hyphens \(found "My Converter"\)/],
      [['converter'], /NAME must be/],
    ] as const) {
      const { status, stderr } = plugin(folder, 'new', ...args)
      assert.notEqual(status, 0)
      assert.match(stderr, why)
    }
    assert.deepEqual(readdirSync(folder), ['mine'])
  })
})

describe('psconnect plugin check', () => {
  it('says that a contract was not checked where there are no samples', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'csv.ts'), converter(reading))
    const { status, stdout } = plugin(folder, 'check', 'csv.ts')
    assert.equal(status, 0)
    assert.match(stdout, /✓ made for version 1 of the plugin API/)
    assert.match(stdout, /- its contract was not checked: there is no .*csv\.samples\.ts/)
  })

  it('says which clause of the contract is broken', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'csv.ts'), converter(reading.replace('Buffer.from(bytes)', 'bytes.length')))
    writeFileSync(join(folder, 'csv.samples.ts'), `export default { readable: [Buffer.from('a,b')] }\n`)
    const { status, stdout } = plugin(folder, 'check', 'csv.ts')
    assert.equal(status, 1)
    assert.match(stdout, /✗ The converter csv breaks its contract:/)
  })

  it('says what is wrong with a plugin that the worker would refuse', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'csv.ts'), converter('api: 2, ' + reading))
    writeFileSync(join(folder, 'none.ts'), 'export default 1\n')
    for (const [path, why] of [
      ['csv.ts', /✗ .*csv\.ts: it is made for version 2 of the plugin API, but this psconnect has version 1/],
      ['none.ts', /✗ .*none\.ts: it exports no plugin: write export default defineConverter/],
      ['missing.ts', /✗ there is no .*missing\.ts/],
    ] as const) {
      const { status, stdout } = plugin(folder, 'check', path)
      assert.equal(status, 1)
      assert.match(stdout, why)
    }
  })
})

describe('psconnect plugin list', () => {
  it('shows kind, name, version, origin and Java classes, also of what lies in --plugin-path', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'csv.ts'), converter(reading))
    const { status, stdout } = plugin(folder, 'list', '--plugin-path', '.')
    assert.equal(status, 0)
    assert.match(stdout, /^KIND +NAME +VERSION +FROM +JAVA CLASSES\n/)
    assert.match(
      stdout,
      /\nconverter +avro +\d+\.\d+\.\d+ +@psconnect\/converter-avro +io\.confluent\.connect\.avro\.AvroConverter\n/,
    )
    assert.match(stdout, /\nconverter +csv +\S+csv\.ts\n/)
    const listed = JSON.parse(plugin(folder, 'list', '--json').stdout) as { name: string }[]
    assert.ok(listed.some(({ name }) => name === 'pubsub'))
  })

  it('fails where a folder cannot be read, and lists the others', context => {
    const { status, stdout, stderr } = plugin(emptyFolder(context), 'list', '--plugin-path', 'nowhere')
    assert.equal(status, 1)
    assert.match(stderr, /there is no folder .*nowhere/)
    assert.match(stdout, /sink +pubsub/)
  })
})

describe('psconnect plugin describe', () => {
  it('shows the keys of a plugin with type, default and meaning', context => {
    const folder = emptyFolder(context)
    writeFileSync(join(folder, 'csv.ts'), converter(reading))
    for (const name of ['csv.ts', './csv.ts']) {
      const { status, stdout } = plugin(folder, 'describe', name)
      assert.equal(status, 0)
      assert.match(
        stdout,
        /^converter csv \(.*csv\.ts\)\n\nKEY +TYPE +DEFAULT +MEANING\nseparator +string +, +Between fields\.\n/,
      )
    }
  })

  it('finds a plugin by its name and by its Java class', context => {
    const folder = emptyFolder(context)
    for (const name of ['json', 'org.apache.kafka.connect.json.JsonConverter'])
      assert.match(
        plugin(folder, 'describe', name).stdout,
        /^converter json \(@psconnect\/converter-json [\d.]+\), for org\.apache[^]*\nschemas\.enable +boolean +true +/,
      )
    const [described] = JSON.parse(plugin(folder, 'describe', '--json', 'json').stdout) as {
      config: { name: string }[]
    }[]
    assert.ok(described?.config.some(({ name }) => name === 'schemas.enable'))
  })

  it('says where there is none', context => {
    const { status, stderr } = plugin(emptyFolder(context), 'describe', 'jsn')
    assert.equal(status, 1)
    assert.match(stderr, /there is no plugin and no file jsn/)
  })
})
