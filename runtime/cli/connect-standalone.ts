import { serveHostApi } from '../plugin-loader/host-api.ts'

// Only what is imported after the hooks is served by them.
serveHostApi()
const { runStandalone } = await import('./run-standalone.ts')
process.exit(await runStandalone(process.argv.slice(2)))
