import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCpuSeconds, parseMemory, readProcess } from '../../bench/proc.ts'

describe('what Linux says of a process', () => {
  it('has its CPU time behind a name that may look like anything', () => {
    const stat = '42 (a) R 1 ) S 1 42 42 0 -1 4194560 100 200 0 0 1234 66 7 8 20 0 11 0 5 6 7'
    assert.equal(parseCpuSeconds(stat), 13)
  })

  it('has its memory in kilobytes', () => {
    const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n'
    assert.deepEqual(parseMemory(status), { residentBytes: 204_800, peakBytes: 307_200 })
  })

  it('is refused where it lacks what is asked for', () => {
    assert.throws(() => parseMemory('Name:\tnode\nState:\tZ (zombie)\n'), /no VmRSS/)
    assert.throws(() => parseCpuSeconds('42 (node) Z 1'), /no CPU time/)
  })

  it('is read of a process that lives, and is nothing of one that does not', {
    skip: process.platform !== 'linux',
  }, () => {
    const figures = readProcess(process.pid)
    assert.ok(figures && figures.residentBytes > 2 ** 20 && figures.peakBytes >= figures.residentBytes)
    assert.equal(readProcess(2 ** 30), undefined)
  })
})
