import { connectRecord, type TransformSamples } from 'psconnect/plugin/testing'
import plugin from './my-plugin.ts'

/** What the contract is checked with: put records of your own here. */
const samples: TransformSamples<typeof plugin.config> = {
  config: { text: 'hello' },
  records: [connectRecord({ key: 'M31', value: { z: -0.001 } }), connectRecord({ value: Buffer.from('bytes') })],
}
export default samples
