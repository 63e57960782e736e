import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readMetrics } from '../../../../runtime/cli/status/read-metrics.ts'

it('metrics are names, labels and values; comments are none', () => {
  const text = [
    '# HELP psconnect_lag Records that wait.',
    '# TYPE psconnect_lag gauge',
    String.raw`psconnect_lag{connector="a \"b\", c\\d",task="0"} 1.5e3`,
    'process_up 1',
    '',
  ].join('\n')
  assert.deepEqual(readMetrics(text), [
    { name: 'psconnect_lag', labels: { connector: String.raw`a "b", c\d`, task: '0' }, value: 1500 },
    { name: 'process_up', labels: {}, value: 1 },
  ])
})
