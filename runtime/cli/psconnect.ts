import { serveHostApi } from '../plugin-loader/host-api.ts'

// Only what is imported after the hooks is served by them.
serveHostApi()
const { runPsconnect } = await import('./run-psconnect.ts')
process.exit(await runPsconnect(process.argv.slice(2)))
