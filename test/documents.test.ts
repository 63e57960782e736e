import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { ConnectError } from '../runtime/api/errors.ts'
import { usage } from '../runtime/cli/arguments.ts'
import { commandCodes, exitCodes } from '../runtime/cli/exit-codes.ts'
import { fillIn } from '../runtime/config/describe-spec.ts'
import { describeFinding } from '../runtime/config/report.ts'
import { type Resolution, resolveConfig } from '../runtime/config/resolve-config.ts'
import { Plugins } from '../runtime/plugin-loader/plugins.ts'
import { scanBuiltIns } from '../runtime/plugin-loader/scan.ts'
import { adminRoutes, mainRoutes, metricsRoutes } from '../runtime/rest/routes.ts'
import { commandParts, commandsPage } from '../scripts/command-docs.ts'
import { deploymentPage, deploymentParts } from '../scripts/deployment-keys.ts'
import { configPage, configParts } from '../scripts/docs.ts'
import { schemaFiles } from '../scripts/schema-files.ts'

const root = new URL('..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

it('docs/config.md has the keys of every spec (else: node -C psconnect-source scripts/docs.ts)', () => {
  const page = readFileSync(configPage, 'utf8')
  assert.equal(page, fillIn(page, configParts))
})

it('docs/commands.md has the usage of every command (else: node -C psconnect-source scripts/docs.ts)', () => {
  const page = readFileSync(commandsPage, 'utf8')
  assert.equal(page, fillIn(page, commandParts))
})

it('docs/commands.md explains every exit code of the commands', () => {
  const codes = [...read('docs/commands.md').matchAll(/^\| `(\d+)` \|/gm)].map(([, code]) => Number(code))
  assert.deepEqual(codes, Object.values(commandCodes))
})

it('docs/from-java.md has every key of the deployment’s files (else: node -C psconnect-source scripts/docs.ts)', () => {
  const page = readFileSync(deploymentPage, 'utf8')
  assert.equal(page, fillIn(page, deploymentParts))
})

for (const { file, text } of schemaFiles) {
  const path = file.href.slice(root.href.length)
  it(`${path} is what psconnect schema prints (else: node -C psconnect-source scripts/docs.ts)`, () => {
    assert.ok(read(path) === text)
  })
}

it('docs/errors.md explains every error code, in the order of the catalogue, and no other', () => {
  const headings = [...read('docs/errors.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code)
  assert.deepEqual(headings, [...ConnectError.codes])
})

it('docs/rest.md has every endpoint, in the order of the code, and no other', () => {
  const rows = [...read('docs/rest.md').matchAll(/^\| `([A-Z]+ \/[^`]*)` \|/gm)].map(([, endpoint]) => endpoint)
  const routes = [...mainRoutes, ...adminRoutes, ...metricsRoutes].map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(rows, routes)
})

it('docs/config.md explains every exit code of the command and every option', () => {
  const page = read('docs/config.md')
  const codes = [...page.matchAll(/^\| `(\d)` \|/gm)].map(([, code]) => Number(code))
  assert.deepEqual(codes, Object.values(exitCodes))
  const options = [...usage.matchAll(/--[\w-]+/g)].map(([option]) => option)
  assert.deepEqual(
    options.filter(option => !page.includes(`\`${option}`)),
    [],
  )
})

type Pair = readonly [worker: string, connector: string]

/** Each worker file with the connector files that are started with it. */
const pairs: readonly Pair[] = [
  ['configs/worker.yaml', 'configs/pubsub-sink.yaml'],
  ['configs/worker.properties', 'configs/pubsub-sink.properties'],
  ['configs/rubin/worker.properties', 'configs/rubin/connector.properties'],
  ['configs/demo/worker.yaml', 'configs/demo/connector.yaml'],
  ['configs/demo/worker.yaml', 'configs/demo/json-connector.yaml'],
  ['configs/demo/worker.yaml', 'configs/demo/attributes-connector.yaml'],
]

/** Files of Java's clients, which docs/from-java.md's test uses. */
const clientFiles = ['configs/rubin/admin.properties', 'configs/rubin/consumer.properties']

/** Variables that are not any text. */
const addresses = { KAFKA_BOOTSTRAP_SERVERS: 'localhost:9092', SCHEMA_REGISTRY_URL: 'http://localhost:8081' }

function resolve([worker, connector]: Pair): Promise<Resolution> {
  const names = [worker, connector].flatMap(file =>
    [...read(file).matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name),
  )
  return resolveConfig({
    workerFile: new URL(worker, root).pathname,
    connectorFiles: [new URL(connector, root).pathname],
    env: { ...Object.fromEntries(names.map(name => [name, name])), ...addresses },
    plugins: new Plugins(scanBuiltIns()),
  })
}

describe('the files in configs/', () => {
  it('are all known here', () => {
    const files = globSync('configs/**/*.*', { cwd: root }).filter(file => !file.startsWith('configs/schemas/'))
    assert.deepEqual(files.toSorted(), [...new Set([...pairs.flat(), ...clientFiles])].toSorted())
  })

  for (const pair of pairs) {
    it(`are valid, and nothing need be said about them: ${pair.join(', ')}`, async () => {
      const resolution = await resolve(pair)
      assert.ok(resolution.ok, resolution.ok ? '' : resolution.error.message)
      // What Kafka Connect's own plugins lie in is not on every machine.
      const notices = resolution.notices.filter(({ message }) => !message.startsWith('plugin.path: there is no folder'))
      assert.deepEqual(notices.map(describeFinding), [])
    })
  }

  it('say the same as YAML and as .properties', async () => {
    const [yaml, properties] = await Promise.all(pairs.slice(0, 2).map(resolve))
    assert.deepEqual(yaml, properties)
  })
})

/** Templates become tests of whoever makes a plugin of them. */
const isGenerated = (path: string): boolean => /(^|\/)(node_modules|dist|templates|\.[^/]+)(\/|$)/.test(path)

it('every test file is one that the test command runs', () => {
  const tests = globSync('**/*.test.{ts,mts,js,mjs}', { cwd: root, exclude: isGenerated })
  assert.deepEqual(
    tests.filter(path => !/^(test|examples)\/.*\.test\.ts$/.test(path)),
    [],
  )
})
