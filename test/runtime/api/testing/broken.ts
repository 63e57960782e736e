import assert from 'node:assert/strict'
import { ContractError } from 'psconnect/plugin/testing'

/** What a kit asks of a plugin that does not do it: the first clause that it finds broken, as far as this text goes. */
export async function breaks(checking: Promise<void>, asks: string): Promise<void> {
  await assert.rejects(checking, error => {
    assert.ok(error instanceof ContractError, String(error))
    assert.ok(
      error.breaches.some(breach => breach.asks.includes(asks)),
      `expected "${asks}" in ${error.message}`,
    )
    return true
  })
}
