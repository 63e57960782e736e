import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Worker } from 'node:worker_threads'

it('hostile bytes make no more of memory than a small multiple of their size', async () => {
  const worker = new Worker(new URL('hostile-thread.ts', import.meta.url), {
    // A message of 80 KB fits many times over, what it could be blown up to would not.
    resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 },
  })
  const refused = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  assert.equal(refused, 11)
})
