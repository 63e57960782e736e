import { serveHostApi } from '../plugin-loader/host-api.ts'

// Only what is imported after the hooks is served by them.
serveHostApi()
const { endProcess } = await import('./end-process.ts')
const { runPsconnect } = await import('./run-psconnect.ts')
endProcess(await runPsconnect(process.argv.slice(2)))
