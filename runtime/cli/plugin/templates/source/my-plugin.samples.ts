import type { SourceSamples } from 'psconnect/plugin/testing'
import plugin from './my-plugin.ts'

/** What the contract is checked with. */
const samples: SourceSamples<typeof plugin.config> = {
  config: () => ({ count: 250 }),
  records: 250,
}
export default samples
