import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { Service } from './service.ts'

const cwd = mkdtempSync(join(tmpdir(), 'psconnect-service-test-'))
after(() => rmSync(cwd, { recursive: true }))

const serviceRunning = (script: string, answers: () => Promise<boolean>): Service =>
  new Service({ name: 'Kafka', command: ['sh', '-c', script], cwd, logFile: join(cwd, 'kafka.log'), answers })

it('says what a service printed last when it ends while starting', async () => {
  const service = serviceRunning('echo the disk is full >&2; exit 3', async () => false)
  await assert.rejects(service.start(), /Kafka ended while starting[^]*the disk is full/)
})

it('says so when a program cannot be started', async () => {
  const service = new Service({
    name: 'Kafka',
    command: ['no-such-program'],
    cwd,
    logFile: join(cwd, 'none.log'),
    answers: async () => false,
  })
  await assert.rejects(service.start(), /Kafka ended while starting[^]*no-such-program ENOENT/)
})

it('can be started again after it was stopped, and not while it runs', async () => {
  const service = serviceRunning('exec sleep 60', async () => true)
  await service.start()
  await assert.rejects(service.start(), /runs already/)
  await service.stop()
  await service.start()
  await service.kill()
})

it('is stopped also when it has ended by itself', async () => {
  const service = serviceRunning('exit 0', async () => true)
  await service.start()
  await service.stop()
  await service.stop()
})
