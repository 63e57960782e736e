import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../../runtime/bin/connect-standalone.mjs', import.meta.url))

/** Planted wherever a secret may stand. It must be nowhere in what the command says. */
const secret = 'xyzzy-4711'
const jaas = `org.apache.kafka.common.security.scram.ScramLoginModule required username="me" password="${secret}";`
const worker = 'key.converter=bytes\nvalue.converter=bytes\nbootstrap.servers=127.0.0.1:1\n'
const login = `consumer.security.protocol=SASL_PLAINTEXT\nconsumer.sasl.mechanism=SCRAM-SHA-256\nconsumer.sasl.jaas.config=`
const registry = 'value.converter=avro\nvalue.converter.schema.registry.url='
const sink = 'name=sink\nconnector.class=pubsub\ntopics=alerts\ncps.project=p\ncps.topic=t\n'

interface Planted {
  readonly worker?: string
  readonly sink?: string
  readonly sinkFile?: string
  readonly flags?: readonly string[]
  readonly status: number
}

const planted: Readonly<Record<string, Planted>> = {
  'in a login': { worker: `${worker}${login}${jaas}\n`, status: 0 },
  'in a login, from the environment': {
    worker: `${worker}${login}${jaas.replace(secret, '${env:SECRET}')}\n`,
    status: 0,
  },
  'in a login, from a file': { worker: `${worker}${login}${jaas.replace(secret, '${file:secrets:key}')}\n`, status: 0 },
  'in a login that cannot be read': { worker: `${worker}${login}${jaas.replace(';', ' ,,')}\n`, status: 2 },
  'in a login, without quotes': {
    worker: `${worker}${login}${jaas.replace(`"${secret}"`, `a ${secret}`)}\n`,
    status: 2,
  },
  'instead of a login': { worker: `${worker}${login}${secret} x\n`, status: 2 },
  'in a URL': { worker: `${worker}${registry}http://me:${secret}@127.0.0.1:1\n`, status: 0 },
  'in what should be a URL': { worker: `${worker}${registry}ftp://me:${secret}@127.0.0.1:1\n`, status: 2 },
  'in a key that is not used': { worker: `${worker}producer.ssl.key.password=${secret}\n`, status: 0 },
  'in a misspelt key': { sink: `${sink}pasword=${secret}\n`, status: 0 },
  'in a key that is probably another': { sink: `${sink}gcp.credential.json=${secret}\n`, status: 3 },
  'as credentials that are no JSON': { sink: `${sink}gcp.credentials.json=${secret}\n`, status: 3 },
  'from a file, as a topic': { sink: sink.replace('=t\n', '=${file:secrets:key}\n'), status: 0 },
  'from a folder, among topics': { sink: sink.replace('alerts', 'a, ${dir:.:secret} ,b'), status: 0 },
  'from a file, as several topics': { sink: sink.replace('alerts', '${file:secrets:list}'), status: 0 },
  'from a file, as a name': { sink: sink.replace('=sink', '=${file:secrets:key}'), status: 0 },
  'from a file, as a class': { sink: sink.replace('=pubsub', '=${file:secrets:key}'), status: 3 },
  'from a file, as a number': { sink: `${sink}tasks.max=\${file:secrets:key}\n`, status: 3 },
  'from a file with a broken escape': { sink: `${sink}label=\${file:broken:key}\n`, status: 3 },
  'with a broken escape': { worker: `${worker}consumer.sasl.jaas.config=${secret}\\u12\n`, status: 2 },
  'in broken YAML': { sink: `name: "${secret}\ntopics: a\n`, sinkFile: 'sink.yaml', status: 3 },
  'in YAML that is no text': { sink: `name: !${secret}\ntopics: *${secret}\n`, sinkFile: 'sink.yaml', status: 3 },
  'in broken JSON': { sink: `{"name": "${secret}", "a": ${secret}}`, sinkFile: 'sink.json', status: 3 },
  'where a start fails, with everything in the log': {
    worker: `${worker}${login}${jaas}\nconsumer.default.api.timeout.ms=1\n`,
    flags: ['--log-level', 'debug'],
    status: 2,
  },
}

describe('a secret is shown nowhere:', { concurrency: 2 }, () => {
  for (const [where, { status, flags = ['--dry-run'], ...texts }] of Object.entries(planted)) {
    it(where, context => {
      const cwd = mkdtempSync(join(tmpdir(), 'psconnect-'))
      context.after(() => rmSync(cwd, { recursive: true }))
      const sinkFile = texts.sinkFile ?? 'sink.properties'
      const files = {
        'worker.properties': texts.worker ?? worker,
        [sinkFile]: texts.sink ?? sink,
        secrets: `key=${secret}\nlist=one,${secret} , two\n`,
        secret: `${secret}\n`,
        broken: `key=${secret}\\u12\n`,
      }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)

      const env = { ...process.env, SECRET: secret }
      const args = [bin, ...flags, 'worker.properties', sinkFile]
      const said = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' })

      assert.equal(said.status, status, said.stderr)
      assert.notEqual(said.stdout + said.stderr, '')
      assert.ok(!`${said.stdout}${said.stderr}`.includes(secret), said.stdout + said.stderr)
    })
  }
})

it('numbers and switches from a file do not hide every other one', context => {
  const cwd = mkdtempSync(join(tmpdir(), 'psconnect-'))
  context.after(() => rmSync(cwd, { recursive: true }))
  const numbers = sink.replace('=t\n', '=${file:numbers:topic}\n')
  writeFileSync(join(cwd, 'worker.properties'), worker)
  writeFileSync(join(cwd, 'numbers'), 'tasks=1\npublish=true\ntopic=4711\n')
  writeFileSync(
    join(cwd, 'sink.properties'),
    `${numbers}tasks.max=\${file:numbers:tasks}\nmetadata.publish=\${file:numbers:publish}\n`,
  )

  const args = [bin, '--dry-run', 'worker.properties', 'sink.properties']
  const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })

  const [connector] = (JSON.parse(stdout) as { connectors: { tasksMax: number; sink: { config: object } }[] })
    .connectors
  assert.equal(connector?.tasksMax, 1)
  assert.partialDeepStrictEqual(connector?.sink.config, { 'metadata.publish': true, 'cps.topic': '[hidden]' })
  assert.ok(stdout.includes('127.0.0.1:1'))
})
