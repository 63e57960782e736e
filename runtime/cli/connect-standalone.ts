import { serveHostApi } from '../plugin-loader/host-api.ts'
import { keepItSmall } from '../task/young-generation.ts'

keepItSmall()
// Only what is imported after the hooks is served by them.
serveHostApi()
const { endProcess } = await import('./end-process.ts')
const { runStandalone } = await import('./run-standalone.ts')
endProcess(await runStandalone(process.argv.slice(2)))
