import { run } from 'node:test'
import { spec } from 'node:test/reporters'

export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface TestRun {
  readonly files: readonly string[]
  /** How many files run at once, each in a process of its own. */
  readonly concurrency: number
  /** A test that takes longer has failed, so that one that hangs does not hold up the rest for ever. */
  readonly testLimitMs: number
  readonly signal: AbortSignal
}

/** Runs test files with Node's runner and shows its report. */
export const runTests = async ({ files, concurrency, testLimitMs, signal }: TestRun): Promise<TestCounts> => {
  const events = run({
    files: [...files],
    concurrency,
    timeout: testLimitMs,
    signal,
    // Without force a file would run on for as long as what the test that hung has left open.
    execArgv: ['-C', 'psconnect-source', '--test-force-exit'],
  })
  // Node's summary leaves out suites that are skipped as a whole, which would hide that their tests did not run.
  let skippedSuites = 0
  events.on('test:pass', ({ skip, details }) => {
    if (skip !== undefined && details.type === 'suite') skippedSuites += 1
  })
  let counts: TestCounts | undefined
  events.on('test:summary', ({ file, success, counts: { tests, passed, skipped, todo } }) => {
    const failed = Math.max(tests - passed - skipped - todo, success ? 0 : 1)
    if (file === undefined) counts = { passed, failed, skipped: skipped + skippedSuites }
  })
  for await (const text of events.compose(new spec())) process.stdout.write(text as string)
  if (counts === undefined) throw new Error('The test runner ended without a summary.')
  return counts
}
