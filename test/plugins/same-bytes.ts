import assert from 'node:assert/strict'
import type { ConfigOf, ConfigSpec, ConverterPlugin, Origin } from 'psconnect/plugin'
import { connectRecord } from 'psconnect/plugin/testing'

const origin: Origin = { topic: 'contract', part: 'value' }
const { signal } = new AbortController()
const context = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  signal,
  retrying() {},
  figure() {},
  needs: 'all',
} as const

/** More than the contract asks: what is read and written again are the same bytes, also without those it was read from. */
export async function writesTheSameBytes<S extends ConfigSpec>(
  plugin: ConverterPlugin<S>,
  config: ConfigOf<S>,
  payloads: readonly Uint8Array[],
): Promise<void> {
  const converter = await plugin.create(config, context)
  const batch = payloads.map(value => connectRecord({ value }).original)
  await converter.prepareDecode?.(batch, origin, signal)
  for (const bytes of payloads) {
    const { schema, value } = converter.decode(bytes, origin)
    await converter.prepareEncode?.([{ schema, value }], origin, signal)
    assert.deepEqual(Uint8Array.from(converter.encode({ schema, value }, origin)), Uint8Array.from(bytes))
  }
}
