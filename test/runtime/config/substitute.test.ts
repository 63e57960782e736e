import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { NotProvided, type ProviderClasses } from '../../../runtime/config/config-providers.ts'
import { declareProviders } from '../../../runtime/config/declare-providers.ts'
import { loadProperties } from '../../../runtime/config/properties.ts'
import { describeFinding, Report } from '../../../runtime/config/report.ts'
import { substituteAll } from '../../../runtime/config/substitute.ts'

const folder = mkdtempSync(join(tmpdir(), 'substitute-'))
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'secrets.properties'), 'password=open ses\\\n  ame\na\\:b=colon\nempty=\n')
writeFileSync(join(folder, 'broken.properties'), '\npassword=\\u12\n')
mkdirSync(join(folder, 'mounted'))
writeFileSync(join(folder, 'mounted/token'), 'two\nlines\n')

/** What becomes of these lines; FOLDER in them is the one above. */
async function fillIn(
  lines: readonly string[],
  env: Readonly<Record<string, string>> = {},
  providers: ProviderClasses = new Map(),
) {
  const report = new Report(['f'])
  const written = loadProperties(lines.join('\n').replaceAll('FOLDER', folder), 'f', report)
  const entries = await substituteAll(written, declareProviders(written, { env, providers }, report), report)
  const plain = (text: string) => text.replaceAll(folder, 'FOLDER')
  return {
    texts: entries.map(({ key, text }) => `${key}=${plain(text)}`),
    errors: report.errors.map(finding => plain(describeFinding(finding))),
    notices: report.notices.map(describeFinding),
    secrets: report.secrets,
  }
}

it('fills in variables, keys of files and files of folders, without a declaration, and once', async () => {
  const { texts, errors } = await fillIn(
    [
      'a=<${env:A}${env:A}>',
      'b=${file:FOLDER/secrets.properties:password}',
      'c=${file:FOLDER/secrets.properties:a:b}',
      'd=${dir:FOLDER/mounted:token}',
      'e=${file:FOLDER/secrets.properties:empty}${env:EMPTY}',
    ],
    { A: '${env:B}', EMPTY: '' },
  )
  assert.deepEqual(errors, [])
  assert.deepEqual(texts, ['a=<${env:B}${env:B}>', 'b=open sesame', 'c=colon', 'd=two\nlines', 'e='])
})

it('takes for secret what comes from files, and from the environment only what a secret key holds', async () => {
  const env = { TOPIC: 'alerts', ME: 'me', PASSWORD: 'swordfish' }
  const { secrets } = await fillIn(
    [
      'topics=${env:TOPIC}',
      'cps.topic=x-${file:FOLDER/secrets.properties:password}',
      'sasl.jaas.config=m required username="${env:ME}" password="${env:PASSWORD}";',
    ],
    env,
  )
  assert.deepEqual(secrets.toSorted(), ['m required username="me" password="swordfish";', 'open sesame', 'swordfish'])
})

it('fills in by the names that config.providers gives to the same providers', async () => {
  const { texts, errors } = await fillIn(
    [
      'config.providers=vault, files,env',
      'config.providers.vault.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
      'config.providers.vault.param.allowed.paths=/nowhere,FOLDER/mounted',
      'config.providers.files.class=org.apache.kafka.common.config.provider.FileConfigProvider',
      'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'config.providers.env.param.allowlist.pattern=A|B',
      'a=${env:A}',
      'b=${vault:FOLDER/mounted:token}',
      'c=${files:FOLDER/secrets.properties:password}',
    ],
    { A: '1' },
  )
  assert.deepEqual(errors, [])
  assert.deepEqual(texts.slice(6), ['a=1', 'b=two\nlines', 'c=open sesame'])
})

it('says what is not there, or not allowed, and why', async () => {
  const { errors } = await fillIn(
    [
      'config.providers=vault,env,own,none,odd',
      'config.providers.vault.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
      'config.providers.vault.param.allowed.paths=FOLDER/other',
      'config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'config.providers.env.param.allowlist.pattern=A|B',
      'config.providers.own.class=org.example.Vault',
      'config.providers.odd.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      'config.providers.odd.param.allowlist.pattern=(',
      'a=${env:A}',
      'b=${env:ABC}${env:A:B}',
      'c=${file:FOLDER/none:a}',
      'd=${file:FOLDER/secrets.properties:none}',
      'e=${file:FOLDER/broken.properties:password}',
      'f=${file:FOLDER}',
      'g=${vault:FOLDER/mounted:token}',
      'h=${dir:FOLDER/mounted:../secrets.properties}',
      'i=${dir:FOLDER/none:token}',
    ],
    { ABC: 'abc' },
  )
  assert.deepEqual(errors, [
    'f:1: config.providers names none, but config.providers.none.class is missing',
    'f:6: config.providers.own.class must be one of org.apache.kafka.common.config.provider.EnvVarConfigProvider, org.apache.kafka.common.config.provider.FileConfigProvider, org.apache.kafka.common.config.provider.DirectoryConfigProvider, env, file, dir (found "org.example.Vault")',
    'f:7: the config provider odd needs a param allowlist.pattern that is a regular expression',
    'f:9: a needs the environment variable A, which is not set',
    'f:10: b needs the environment variable ABC, which allowlist.pattern does not allow',
    'f:10: b needs an environment variable, whose name has no colon (found A:B)',
    'f:11: c needs the file FOLDER/none, which cannot be read: there is no such file',
    'f:12: d needs the key none of the file FOLDER/secrets.properties, which it does not have',
    'f:13: e needs the file FOLDER/broken.properties:2: password has a \\u that is not followed by four hexadecimal digits',
    'f:14: f needs a path and a key, as in ${file:PATH:KEY} and ${dir:PATH:NAME}',
    'f:15: g needs FOLDER/mounted, which allowed.paths does not allow',
    'f:16: h needs the file ../secrets.properties of the folder FOLDER/mounted, which it does not have',
    'f:17: i needs the folder FOLDER/none, which cannot be read: there is no such file',
  ])
})

it('limits a provider that needs no class, as its name says which it is', async () => {
  const { errors } = await fillIn([
    'config.providers=file',
    'config.providers.file.param.allowed.paths=/etc',
    'a=${file:FOLDER/secrets.properties:password}',
  ])
  assert.deepEqual(errors, ['f:3: a needs FOLDER/secrets.properties, which allowed.paths does not allow'])
})

it('takes providers that answer later, and puts what they say where it belongs', async () => {
  const providers: ProviderClasses = new Map([
    [
      'later',
      params => ({
        secret: params.get('hidden') === 'true',
        look: async (_path, key) => {
          await new Promise(setImmediate)
          if (key === 'none') throw new NotProvided('what is not there')
          return `<${key}>`
        },
      }),
    ],
  ])
  const lines = ['config.providers=later', 'config.providers.later.param.hidden=true', 'a=1${later:b}2${later:c}3']
  const { texts, errors, secrets } = await fillIn([...lines, 'd=${later:none}'], {}, providers)
  assert.equal(texts[2], 'a=1<b>2<c>3')
  assert.deepEqual(errors, ['f:4: d needs what is not there'])
  assert.deepEqual(secrets.toSorted(), ['<b>', '<c>'])
})

it('leaves what no provider knows as it stands, as Kafka Connect does, and says so', async () => {
  const { texts, notices } = await fillIn(['a=${vault:x}', 'b=${env:', 'c=${nothing}'])
  assert.deepEqual(texts, ['a=${vault:x}', 'b=${env:', 'c=${nothing}'])
  assert.deepEqual(notices, ['f:1: a keeps its ${vault:…} as it stands: no config provider goes by the name vault'])
})

it('hides what stands under keys that sound secret, whoever uses them', async () => {
  const { secrets } = await fillIn(['producer.sasl.jaas.config=m required password="a\\\\"b" username="me";'])
  assert.deepEqual(secrets, ['m required password="a\\"b" username="me";', 'a\\"b', 'a"b'])
})

it('refuses a param that a provider does not know, as one that limits it would be without effect', async () => {
  const { errors } = await fillIn([
    'config.providers=files,env',
    'config.providers.files.class=file',
    'config.providers.files.param.alowed.paths=/etc',
    'config.providers.env.param.allowlist.patern=A',
  ])
  assert.deepEqual(errors, [
    'f:1: the config provider env needs no param but allowlist.pattern (found allowlist.patern)',
    'f:2: the config provider files needs no param but allowed.paths (found alowed.paths)',
  ])
})

it('says which keys of providers have no effect', async () => {
  const { errors, notices } = await fillIn([
    'config.providers=file',
    'config.providers.file.params.allowed.paths=/etc',
    'config.providers.env.param.allowlist.pattern=A',
  ])
  assert.deepEqual(errors, [])
  assert.deepEqual(notices, [
    'f:2: config.providers.file.params.allowed.paths has no effect: a provider has only a class and what begins with param.',
    'f:3: config.providers.env.param.allowlist.pattern has no effect: config.providers does not name it',
  ])
})
