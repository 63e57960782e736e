import { beat, Place } from '../pipeline/place.ts'
import { loggerTo } from '../telemetry/log-record.ts'
import { logNodeWarnings } from '../telemetry/node-warnings.ts'
import { CurrentTask } from './current-task.ts'
import { TaskBudget } from './memory-budget.ts'
import type { FromThread, TaskPlan, ThreadData, ToThread } from './messages.ts'
import { ServiceCalls } from './service-calls.ts'
import { Task } from './task.ts'

const progressEveryMs = 1_000
const beatEveryMs = 100

/** Runs the tasks that this thread is given, until it is ended from outside. */
export function runThread(data: ThreadData): void {
  const { port } = data
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  const post = (message: FromThread) => port.postMessage(message)
  const log = loggerTo(record => post({ type: 'log', record }))
  logNodeWarnings(log)
  const services = new ServiceCalls(post)
  const tasks = new Map<number, Task>()
  const slotOf = (task: Task | undefined) => [...tasks].find(([, each]) => each === task)?.[0]
  const current = new CurrentTask(slotOf)
  const report = (task: Task, slot: number) => post({ type: 'progress', slot, progress: task.progress() })
  const run = async (plan: TaskPlan) => {
    const { slot } = plan
    const task = makeTask(plan, data, { post, services })
    tasks.set(slot, task)
    await current.run(task, () => task.run())
    tasks.delete(slot)
    report(task, slot)
    post({ type: 'ended', slot })
  }
  port.on('message', (message: ToThread) => {
    if (message.type === 'start') void run(message.plan)
    else if ('slot' in message) tasks.get(message.slot)?.[message.type]()
    else services.answered(message)
  })
  process.on('uncaughtException', err => {
    const { task } = current
    if (task) return task.failUnawaited(err)
    // It does not say whose it is: any task here may be in a state it never expected.
    post({ type: 'unsound' })
    log.error({ err }, 'an error was awaited by nobody, so all tasks of this thread fail')
    for (const each of tasks.values()) each.fail(err)
  })
  setInterval(() => tasks.forEach(report), progressEveryMs)
  beat(data.place)
  setInterval(() => beat(data.place), beatEveryMs)
}

function makeTask(
  { slot, connector, index, paused }: TaskPlan,
  { worker, budget, place }: ThreadData,
  { post, services }: { post: (message: FromThread) => void; services: ServiceCalls },
): Task {
  const task: Task = new Task({
    connector,
    worker,
    identity: { connector: connector.name, index, count: connector.tasksMax },
    budget: new TaskBudget(budget, slot),
    place: new Place(place, slot),
    log: loggerTo(record => post({ type: 'log', record }), { connector: connector.name, task: index }),
    callService: (request, signal) => services.call(slot, { to: 'sink', request }, signal),
    askOffsets: (request, signal) => services.call(slot, { to: 'offsets', request }, signal),
    changed: (state, failure) =>
      post({ type: 'state', slot, change: { state, stopLimitMs: task.stopLimitMs, ...(failure && { failure }) } }),
  })
  if (paused) task.pause()
  return task
}
