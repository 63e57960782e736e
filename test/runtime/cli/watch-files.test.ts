import assert from 'node:assert/strict'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { it, type TestContext } from 'node:test'
import { watchFiles } from '../../../runtime/cli/watch-files.ts'
import { loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { startCounting } from '../support/running-worker.ts'

const limit = { timeout: 20_000 }

/** A worker whose connector follows its file, until the end of the test. */
async function follow(context: TestContext) {
  const run = await startCounting(context, {})
  const over = new AbortController()
  const file = run.connectorFile
  const text = readFileSync(file, 'utf8')
  const watching = watchFiles(
    [{ name: 'counter', file, text }],
    { worker: run.worker, log: loggerTo(line => run.log.push(line)) },
    over.signal,
  )
  context.after(async () => {
    over.abort()
    await watching
  })
  return { ...run, file, text, config: () => run.worker.info('counter').config }
}

it('takes a file that was written by renaming, and the last of two changes in a row', limit, async context => {
  const run = await follow(context)

  writeFileSync(`${run.file}~`, `${run.text}tasks.max=2\n`)
  renameSync(`${run.file}~`, run.file)
  await run.until(() => run.config()['tasks.max'] === '2')
  writeFileSync(run.file, `${run.text}tasks.max=3\n`)
  writeFileSync(run.file, `${run.text}tasks.max=4\n`)
  await run.until(() => run.config()['tasks.max'] === '4')

  await run.until(() => run.taskStates().join() === 'RUNNING,RUNNING,RUNNING,RUNNING')
  assert.ok(run.said(`${run.file} has changed: connector counter goes on with its new configuration`))
})

it(
  'says with file, line and key what is wrong with a file, and leaves the connector as it is',
  limit,
  async context => {
    const run = await follow(context)
    const lines = run.text.split('\n').length

    writeFileSync(run.file, `${run.text}errors.tolerance=some\n`)
    await run.until(() => run.said(`${run.file}:${lines}: errors.tolerance must be one of none, all (found "some")`))
    writeFileSync(run.file, run.text.replace('name=counter', 'name=another'))
    await run.until(() => run.said('name must stay counter while the worker runs (found another)'))

    assert.ok(!run.said('is RESTARTING'))
  },
)

it(
  'keeps a connector running whose file is gone, and takes up the file when it is there again',
  limit,
  async context => {
    const run = await follow(context)

    rmSync(run.file)
    await run.until(() => run.said(`${run.file} cannot be read any more: connector counter stays as it is`))
    assert.equal(run.state(), 'RUNNING')
    writeFileSync(run.file, `${run.text}tasks.max=2\n`)
    await run.until(() => run.config()['tasks.max'] === '2')
  },
)
