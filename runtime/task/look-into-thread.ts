import { Session } from 'node:inspector/promises'
import { pause } from '../commit/waiting.ts'
import { askForTask } from './current-task.ts'

/** What a thread that does not answer is at, as its debugger tells. */
export interface Insight {
  /** The slot of the task whose code it runs. */
  readonly slot: number | undefined
  /** Its functions, the innermost first: `spin (file:///…/index.ts:12)`. */
  readonly frames: readonly string[]
}

const limitMs = 1_000
const nothing: Insight = { slot: undefined, frames: [] }

/** Stops the thread to look what it runs: to be ended after that. One that is in a call of the system shows nothing. */
export async function lookIntoThread(threadId: number): Promise<Insight> {
  const over = new AbortController()
  const session = new Session()
  try {
    session.connect()
    const looking = look(session, threadId)
    looking.catch(() => undefined)
    return await Promise.race([looking, pause(limitMs, over.signal).then(() => nothing)])
  } catch {
    return nothing
  } finally {
    over.abort()
    session.disconnect()
  }
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly callFrames?: readonly Frame[]; readonly scriptId?: string; readonly url?: string }
  readonly result?: { readonly result?: { readonly value?: unknown } }
}

interface Frame {
  readonly callFrameId: string
  readonly functionName: string
  readonly location: { readonly scriptId: string; readonly lineNumber: number }
}

async function look(session: Session, threadId: number): Promise<Insight> {
  const attached = Promise.withResolvers<string>()
  const paused = Promise.withResolvers<readonly Frame[]>()
  const urls = new Map<string, string>()
  const answers = new Map<number, (answer: Answer) => void>()
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    // Its workerId is a number that only this session gives it.
    if (workerInfo.title.startsWith(`[worker ${threadId}]`)) attached.resolve(sessionId)
  })
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { message } }) => {
    const answer = JSON.parse(message) as Answer
    const { callFrames, scriptId, url } = answer.params ?? {}
    if (callFrames) paused.resolve(callFrames)
    else if (scriptId !== undefined) urls.set(scriptId, url ?? '')
    else if (answer.id !== undefined) answers.get(answer.id)?.(answer)
  })
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  const sessionId = await attached.promise
  const ask = (method: string, params: object = {}): Promise<Answer> => {
    const id = answers.size
    const message = JSON.stringify({ id, method, params })
    const answered = new Promise<Answer>(resolve => answers.set(id, resolve))
    return session.post('NodeWorker.sendMessageToWorker', { sessionId, message }).then(() => answered)
  }
  await ask('Debugger.enable')
  void ask('Debugger.pause')
  const frames = await paused.promise
  const [innermost] = frames
  const expression = { callFrameId: innermost?.callFrameId, expression: askForTask, returnByValue: true }
  const told = innermost && (await ask('Debugger.evaluateOnCallFrame', expression)).result?.result?.value
  // A thread that is held by a debugger could not be ended.
  await ask('Debugger.disable')
  await session.post('NodeWorker.disable')
  return { slot: typeof told === 'number' ? told : undefined, frames: frames.map(frame => describe(frame, urls)) }
}

const describe = ({ functionName, location }: Frame, urls: ReadonlyMap<string, string>): string =>
  `${functionName || 'code without a name'} (${urls.get(location.scriptId) ?? 'unknown'}:${location.lineNumber + 1})`
