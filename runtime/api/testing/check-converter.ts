import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ConfigOf, ConfigSpec } from '../config-spec.ts'
import type { ConverterContext, ConverterPlugin, Origin } from '../converter.ts'
import { ConnectError } from '../errors.ts'

interface Cases<S extends ConfigSpec> {
  config: ConfigOf<S>
  /** Payloads the converter must read, each to survive decode and encode byte for byte. */
  readable: readonly Uint8Array[]
  /** Payloads it must refuse. */
  unreadable: readonly Uint8Array[]
}

/** The contract in converter.ts as tests. Run it for every converter, built in or your own. */
export function checkConverter<S extends ConfigSpec>(
  plugin: ConverterPlugin<S>,
  { config, readable, unreadable }: Cases<S>,
): void {
  const origin: Origin = { topic: 'contract', part: 'value' }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const create = async () =>
    plugin.create(config, {
      log,
      signal: new AbortController().signal,
      retrying() {},
      needs: 'all',
    } satisfies ConverterContext)

  describe(`converter ${plugin.name} keeps the contract`, () => {
    it('gives back the bytes it read', async () => {
      const converter = await create()
      for (const bytes of readable) assert.deepEqual(converter.encode(converter.decode(bytes, origin), origin), bytes)
    })

    it('leaves the bytes it was given as they were', async () => {
      const converter = await create()
      for (const bytes of readable) {
        const before = Uint8Array.from(bytes)
        converter.decode(bytes, origin)
        assert.deepEqual(bytes, before)
      }
    })

    it('refuses what it cannot read with RECORD_UNREADABLE', async () => {
      const converter = await create()
      for (const bytes of unreadable) {
        assert.throws(
          () => converter.decode(bytes, origin),
          error => ConnectError.is(error) && error.code === 'RECORD_UNREADABLE',
        )
      }
    })
  })
}
