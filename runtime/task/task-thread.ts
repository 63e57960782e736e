import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'
import { serveHostApi } from '../plugin-loader/host-api.ts'
import type { ThreadData } from './messages.ts'

// Hooks are not inherited from the main thread, and only what is imported after them is served by them.
enableCompileCache()
serveHostApi()
const { runThread } = await import('./run-thread.ts')
runThread(workerData as ThreadData)
