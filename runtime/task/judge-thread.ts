import { ConnectError } from '../api/errors.ts'
import type { ResolvedConnector } from '../config/resolved-config.ts'
import { type At, at, type SharedPlace, whereIs } from '../pipeline/place.ts'
import type { Part } from '../pipeline/plugin-fault.ts'
import { reasonOf } from '../telemetry/log-record.ts'
import type { AssignedTask } from './assigned-task.ts'
import { nameOfPart, pluginAt } from './failure.ts'
import { lookIntoThread } from './look-into-thread.ts'

interface Judged {
  readonly place: SharedPlace
  readonly taskAt: (slot: number | undefined) => AssignedTask | undefined
}

/** What is wrong with a thread that does not answer, or has died. */
export interface Verdict {
  /** The task whose code it runs; undefined where nobody can tell. */
  readonly task: AssignedTask | undefined
  readonly error: Error
  /** For the log. */
  readonly fields: object
}

/** Finds out which task a thread is at that did not answer for so long. */
export async function judgeThread(thread: Judged & { readonly id: number }, silentMs: number): Promise<Verdict> {
  const place = whereIs(thread.place)
  const { slot, frames } = await lookIntoThread(thread.id)
  const task = thread.taskAt(place?.slot ?? slot)
  const here = place && task ? describe(place, task.plan.connector) : undefined
  const innermost = frames[0] === undefined ? '' : `, in ${frames[0]}`
  const where = here ? ` at ${here.text}` : ' outside of any call for a record'
  const message = `its thread did not answer for ${silentMs} ms (task.watchdog.ms)${where}${innermost}, and was ended`
  const error = new ConnectError('TASK_STUCK', message)
  if (frames.length > 0)
    error.stack = [`${error.name}: ${message}`, ...frames.map(frame => `    at ${frame}`)].join('\n')
  return { task, error, fields: { ...here?.fields, frames } }
}

/** Finds out which task a thread was at that has died, such as of a lack of memory or of process.exit(). */
export function judgeDeath(thread: Judged, error: Error): Verdict {
  const place = whereIs(thread.place)
  const task = thread.taskAt(place?.slot)
  if (!place || !task) return { task: undefined, error, fields: {} }
  const { text, fields } = describe(place, task.plan.connector)
  const message = `its thread has died at ${text}: ${reasonOf(error)}`
  return { task, error: new ConnectError('PLUGIN_FAULT', message, { cause: error, scope: 'task' }), fields }
}

function describe({ stage, topic, partition, offset }: At, connector: ResolvedConnector) {
  const part = partAt(stage, connector)
  return {
    text: `${topic}/${partition} offset ${offset} in the ${nameOfPart(part, connector)}`,
    fields: { stage: part, plugin: pluginAt(part, connector), topic, partition, offset: String(offset) },
  }
}

function partAt(stage: number, { transforms }: ResolvedConnector): Part {
  switch (stage) {
    case at.keyConverter:
      return 'key converter'
    case at.valueConverter:
      return 'value converter'
    case at.headerConverter:
      return 'header converter'
    case at.sink:
      return 'sink'
    default:
      return `transform ${transforms[stage - at.transform]?.name}`
  }
}
