import type { MessagePort } from 'node:worker_threads'
import { loggerTo } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { TaskBudget } from './memory-budget.ts'
import type { FromThread, TaskPlan, ThreadData, ToThread } from './messages.ts'
import { ServiceCalls } from './service-calls.ts'
import { Task } from './task.ts'

const countersEveryMs = 1_000

/** Runs the tasks of one thread until all have ended. */
export async function runThread(port: MessagePort, data: ThreadData): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  const post = (message: FromThread) => port.postMessage(message)
  const log = loggerTo(record => post({ type: 'log', record }))
  logNodeWarnings(log)
  const services = new ServiceCalls(post)
  const tasks = data.tasks.map(plan => ({ plan, task: makeTask(plan, data, { post, services }) }))
  const report = () => {
    for (const { plan, task } of tasks) post({ type: 'counters', slot: plan.slot, counters: task.counters() })
  }
  port.on('message', (message: ToThread) => {
    if (message.type !== 'stop') services.answered(message)
    else for (const { task } of tasks) task.stop()
  })
  // An error that nobody awaits does not say whose it is: any task here may be in a state it never expected.
  process.on('uncaughtException', err => {
    log.error({ err }, 'an error was awaited by nobody, so all tasks of this thread fail')
    for (const { task } of tasks) task.fail(err)
  })
  const reporting = setInterval(report, countersEveryMs)
  await Promise.all(tasks.map(({ task }) => task.run()))
  clearInterval(reporting)
  report()
  post({ type: 'done' })
}

function makeTask(
  { slot, connector, index, count }: TaskPlan,
  { worker, budget }: ThreadData,
  { post, services }: { post: (message: FromThread) => void; services: ServiceCalls },
): Task {
  const task: Task = new Task({
    connector,
    worker,
    identity: { connector: connector.name, index, count },
    budget: new TaskBudget(budget, slot),
    log: loggerTo(record => post({ type: 'log', record }), { connector: connector.name, task: index }),
    callService: (request, signal) => services.call(connector.name, request, signal),
    changed: (state, reason) =>
      post({
        type: 'state',
        slot,
        change: { state, stopLimitMs: task.stopLimitMs, ...(reason !== undefined && { reason }) },
      }),
  })
  return task
}
