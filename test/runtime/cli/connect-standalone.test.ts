import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../runtime/bin/connect-standalone.mjs', import.meta.url))

function run(context: TestContext, args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'psconnect-'))
  context.after(() => rmSync(cwd, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' })
}
const worker = 'bootstrap.servers=127.0.0.1:1\nkey.converter=bytes\nvalue.converter=bytes\n'

it('shows its usage when it is given nothing', context => {
  const { status, stderr } = run(context, [])

  assert.equal(status, 1)
  assert.match(stderr, /^usage: connect-standalone \[OPTION…\] WORKER \[CONNECTOR…\]/)
})

it('shows every problem of the files as plain text, and ends with 2 where the worker has one', context => {
  const { status, stderr, stdout } = run(context, ['worker.properties', 'sink.yaml'], {
    'worker.properties': 'bootstrap.servers=127.0.0.1:1\nkey.converter=nonsense\n',
    'sink.yaml': 'name: sink\ntasks.max: 0\n',
  })

  assert.equal(status, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /worker\.properties:2: key\.converter/)
  assert.match(stderr, /worker\.properties: value\.converter/)
  assert.match(stderr, /sink\.yaml:2: tasks\.max/)
})

it('ends with 3 where only a connector has a problem', context => {
  const { status, stderr } = run(context, ['worker.properties', 'sink.yaml'], { 'worker.properties': worker })

  assert.equal(status, 3)
  assert.match(stderr, /sink\.yaml: cannot be read: there is no such file/)
})

it('shows warnings beside the problems', context => {
  const { stderr } = run(context, ['worker.properties', 'sink.yaml'], {
    'worker.properties': worker,
    'sink.yaml': 'name: sink\nconnector.class: pubsub\ntopics: alerts\ncps.project: p\ncps.topics: t\nunknown: 1\n',
  })

  assert.match(stderr, /sink\.yaml:5: cps\.topic is missing, and cps\.topics is not a key: did you mean cps\.topic\?/)
  assert.match(stderr, /\nwarnings:\n {2}sink\.yaml:6: unknown is not a key/)
})

it('shows its usage and its version when asked, and that is no failure', context => {
  const help = run(context, ['worker.properties', '--help'])
  assert.equal(help.status, 0)
  assert.match(help.stdout, /^usage: connect-standalone/)

  const version = run(context, ['--version'])
  assert.equal(version.status, 0)
  assert.match(version.stdout, /^psconnect \d+\.\d+\.\d+\n$/)
})

it('refuses what it cannot understand', context => {
  for (const [args, why] of [
    [['--dryrun', 'worker.properties'], /Unknown option '--dryrun'/],
    [['--strict'], /WORKER is missing/],
    [
      ['--log-level', 'loud', 'worker.properties'],
      /--log-level must be one of debug, info, warn, error \(found loud\)/,
    ],
    [['--log-level'], /'--log-level <value>' argument missing/],
  ] as const) {
    const { status, stderr } = run(context, args)
    assert.equal(status, 1)
    assert.match(stderr, why)
  }
})

const sink = 'name: sink\nconnector.class: pubsub\ntopics: alerts\ncps.project: p\ncps.topic: t\n'

it('checks everything with --dry-run and shows what would be run, connecting to nothing', context => {
  const { status, stdout, stderr } = run(context, ['--dry-run', 'worker.properties', 'sink.yaml'], {
    'worker.properties': `${worker}rest.port=8083\n`,
    'sink.yaml': sink,
  })

  assert.equal(status, 0)
  assert.match(stderr, /^warnings:\n {2}worker\.properties:4: rest\.port has no effect here/)
  const { connectors } = JSON.parse(stdout) as { connectors: { sink: { name: string; config: object } }[] }
  assert.equal(connectors[0]?.sink.name, 'pubsub')
  assert.partialDeepStrictEqual(connectors[0]?.sink.config, { 'cps.topic': 't', 'metadata.publish': false })
})

it('takes a slip for an error with --dry-run and --strict alone', context => {
  const files = { 'worker.properties': worker, 'sink.yaml': `${sink}metadata.publlish: true\n` }
  for (const flag of ['--dry-run', '--strict']) {
    const { status, stderr } = run(context, [flag, 'worker.properties', 'sink.yaml'], files)
    assert.equal(status, 3)
    assert.match(stderr, /sink\.yaml:6: metadata\.publlish is not a key .* did you mean metadata\.publish\?/)
  }
})

it('ends with the code of a start where --dry-run finds fault', context => {
  const { status, stdout } = run(context, ['--dry-run', 'worker.properties', 'sink.yaml'], { 'sink.yaml': sink })

  assert.equal(status, 2)
  assert.equal(stdout, '')
})
