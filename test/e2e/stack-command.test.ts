import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { NamedStack } from '../stack/named-stack.ts'
import { cannotStart } from '../stack/shared-stack.ts'

const options = ['-C', 'psconnect-source']
const stackCommand = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, 'scripts/stack.ts', ...args])
  return stdout
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    response => response.ok,
    () => false,
  )

describe('npm run stack', { skip: cannotStart() }, () => {
  const named = ['--name', `test-${process.pid}`]
  after(() => stackCommand('down', ...named))

  it('starts a stack that runs on by itself until it is taken down', async () => {
    const up = JSON.parse(await stackCommand('up', '--json', ...named)) as NamedStack
    assert.equal(await answers(`${up.addresses.registry}/subjects`), true)
    assert.deepEqual(JSON.parse(await stackCommand('status', '--json', ...named)), up)
    assert.deepEqual(JSON.parse(await stackCommand('up', '--json', ...named)), up)
    assert.match(await stackCommand('status'), new RegExp(up.addresses.kafka.saslSsl))

    assert.match(await stackCommand('down', ...named), /is down/)
    assert.equal(await answers(`${up.addresses.registry}/subjects`), false)
    assert.match(await stackCommand('down', ...named), /was up/)
  })

  it('refuses what it does not know', async () => {
    await assert.rejects(stackCommand('sideways'), /Usage/)
    await assert.rejects(stackCommand('up', '--name', 'a/b'), /named with letters/)
  })
})

/** Starts a stack, says where, and waits to be killed. */
const holder = `
  import { startStack } from './test/stack/stack.ts'
  const stack = await startStack({ services: ['kafka', 'registry'] })
  console.log(JSON.stringify({ registry: stack.registry.address, folder: stack.kafka.logFile.replace('/kafka.log', '') }))
  setInterval(() => {}, 1000)`

describe('a process that started services', { skip: cannotStart(['kafka', 'registry']) }, () => {
  it('takes them along when it is killed with SIGKILL, and their data', async () => {
    const child = spawn(process.execPath, [...options, '--input-type=module', '--eval', holder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const { registry, folder } = JSON.parse(line) as { registry: string; folder: string }
    assert.equal(await answers(`${registry}/subjects`), true)
    assert.equal(existsSync(folder), true)

    child.kill('SIGKILL')
    while (existsSync(folder) || (await answers(`${registry}/subjects`))) await sleep(100)
  })
})
