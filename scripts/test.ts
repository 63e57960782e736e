import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { cannotStart, sharedStackVariable } from '../test/stack/shared-stack.ts'
import { startStack } from '../test/stack/stack.ts'
import { runTests, type TestCounts } from './run-tests.ts'

/** `npm test`: everything. `npm run check`, which is `--unit`: all but the end-to-end tests. With patterns: these files. */

const { values, positionals } = parseArgs({ options: { unit: { type: 'boolean' } }, allowPositionals: true })
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort())

const main = async (): Promise<boolean> => {
  const patterns = positionals.length > 0 ? positionals : ['{test,examples}/**/*.test.ts']
  const files = globSync(patterns).toSorted()
  if (files.length === 0) throw new Error(`No test file matches ${patterns.join(' ')}.`)
  if (positionals.length === 0 && !checksPass()) return false
  const endToEnd = files.filter(file => file.startsWith('test/e2e/'))
  const counts = [await runUnitTests(files.filter(file => !endToEnd.includes(file)))]
  if (values.unit !== true) counts.push(await runEndToEndTests(endToEnd))
  const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map(name =>
    counts.reduce((sum, count) => sum + count[name], 0),
  )
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed === 0
}

const checks = {
  format: ['biome', 'check'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['tsc', '-p', '.'],
}

/** All of them, so that all they find is seen at once. */
const checksPass = (): boolean => {
  const failed = Object.entries(checks).filter(([name, [program = '', ...args]]) => {
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
    console.log(status === 0 ? `${name} ok` : `${name} failed: ${program} ${args.join(' ')}`)
    if (status !== 0) console.log(error?.message ?? stdout + stderr)
    return status !== 0
  })
  return failed.length === 0
}

const none: TestCounts = { passed: 0, failed: 0, skipped: 0 }
const { signal } = interrupted

const runUnitTests = async (files: readonly string[]): Promise<TestCounts> =>
  files.length === 0 ? none : runTests({ files, concurrency: availableParallelism(), testLimitMs: 120_000, signal })

/** One file at a time: they are about what happens under load, and share the machine with the stack. */
const runEndToEndTests = async (files: readonly string[]): Promise<TestCounts> => {
  if (files.length === 0 || signal.aborted) return none
  const reason = cannotStart()
  if (reason !== false) {
    console.warn(`\nSKIPPING THE END-TO-END TESTS: ${reason}\n`)
    return runTests({ files, concurrency: 1, testLimitMs: 60_000, signal })
  }
  console.log('starting Kafka, the schema registry and the Pub/Sub emulator ...')
  const stack = await startStack()
  try {
    process.env[sharedStackVariable] = JSON.stringify(stack.addresses)
    return await runTests({ files, concurrency: 1, testLimitMs: 900_000, signal })
  } finally {
    await stack.stop()
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(`test: ${(error as Error).message}`)
  process.exitCode = 1
}
