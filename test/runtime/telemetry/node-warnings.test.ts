import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import { type LogRecord, loggerTo } from '../../../runtime/telemetry/log-record.ts'
import { logNodeWarnings } from '../../../runtime/telemetry/node-warnings.ts'

it('takes what Node warns of into the log, and leaves nobody else who would write it', async () => {
  const records: LogRecord[] = []
  logNodeWarnings(loggerTo(record => records.push(record)))
  assert.equal(process.listenerCount('warning'), 1)

  process.emitWarning('too many listeners')
  await once(process, 'warning')

  assert.deepEqual(
    records.map(({ level, message }) => `${level} ${message}`),
    ['warn Node warns: too many listeners'],
  )
})
