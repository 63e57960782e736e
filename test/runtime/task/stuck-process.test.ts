import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { counting, until } from '../support/counting.ts'

const limit = { timeout: 40_000 }
const program = fileURLToPath(new URL('../../fixtures/runtime-worker-process.ts', import.meta.url))

/** A worker in a process of its own, whose value converter misbehaves at the fourth record. */
function start(context: TestContext, how: string, ...flags: readonly string[]) {
  const { workerFile, connectorFile, remove } = counting({
    connector: { 'value.converter': 'bad', 'value.converter.how': how, 'value.converter.at': 3 },
    worker: { 'task.watchdog.ms': 500 },
  })
  const child = spawn(process.execPath, ['-C', 'psconnect-source', program, workerFile, connectorFile, ...flags])
  const closed = once(child, 'exit')
  context.after(async () => {
    child.kill('SIGKILL')
    await closed
    remove()
  })
  const said = { all: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (said.all += text))
  const lines = () =>
    said.all
      .split('\n')
      .filter(line => line.startsWith('{') && line.endsWith('}'))
      .map(line => JSON.parse(line) as Record<string, unknown>)
  return { child, closed, said, line: (part: string) => lines().find(({ message }) => String(message).includes(part)) }
}

it('says where a converter loops, and goes on without it', limit, async context => {
  const worker = start(context, 'decode loops', '--exit-on-failure')

  assert.deepEqual(await worker.closed, [4, null])
  const { level, connector, task, stage, plugin, topic, partition, offset, message } =
    worker.line('the task has failed') ?? assert.fail(worker.said.all)
  assert.deepEqual(
    [level, connector, task, stage, plugin, topic, partition, offset],
    ['error', 'counter', 0, 'value converter', 'bad', 'counts', 0, '3'],
  )
  assert.match(String(message), /in spin \(file:.*bad-converter\/index\.ts:\d+\), and was ended$/)
})

it('ends with an exit code of its own where a plugin waits in a call of the system', limit, async context => {
  const worker = start(context, 'decode blocks')

  assert.deepEqual(await worker.closed, [7, null])
  const { message } = worker.line('a thread does not end') ?? assert.fail(worker.said.all)
  assert.match(String(message), /counts\/0 offset 3 in the value converter bad/)
})

it('ends at once on a second signal, also where a plugin waits in a call of the system', limit, async context => {
  const worker = start(context, 'decode blocks')
  await until(context, () => worker.line('counter is RUNNING') !== undefined)
  await new Promise(resolve => setTimeout(resolve, 300))

  worker.child.kill('SIGTERM')
  await until(context, () => worker.line('SIGTERM') !== undefined)
  await new Promise(resolve => setTimeout(resolve, 600))
  worker.child.kill('SIGTERM')

  assert.deepEqual(await worker.closed, [143, null])
})

it('condemns no thread for the time in which the whole process was suspended', limit, async context => {
  const worker = start(context, 'prepare hangs and says so')
  await until(context, () => worker.line('counter is RUNNING') !== undefined)
  worker.child.kill('SIGSTOP')
  await new Promise(resolve => setTimeout(resolve, 1_500))
  worker.child.kill('SIGCONT')
  await new Promise(resolve => setTimeout(resolve, 300))
  worker.child.kill('SIGTERM')

  await worker.closed
  assert.equal(worker.line('did not answer'), undefined)
})
