import type { ConverterSamples } from 'psconnect/plugin/testing'
import plugin from './my-plugin.ts'

/** What the contract is checked with: put payloads of your own here. */
const samples: ConverterSamples<typeof plugin.config> = {
  config: { separator: ';' },
  readable: ['', 'one', 'one;two;', 'größer;2.5'].map(text => Buffer.from(text)),
  unreadable: [Buffer.from([0xff, 0xfe])],
}
export default samples
