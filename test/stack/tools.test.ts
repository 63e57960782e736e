import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, it } from 'node:test'
import { missingTools } from './tools.ts'

const machine = mkdtempSync(join(tmpdir(), 'psconnect-tools-test-'))
after(() => rmSync(machine, { recursive: true }))

/** A machine with nothing installed. */
beforeEach(() => {
  for (const name of ['JAVA_HOME', 'CLOUDSDK_ROOT_DIR', 'PUBSUB_EMULATOR_HOST']) delete process.env[name]
  process.env['PATH'] = join(machine, 'empty')
})

const installJava = (version: string): string => {
  const home = join(machine, `java-${version}`)
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'bin', 'java'), '', { mode: 0o755 })
  writeFileSync(join(home, 'release'), `JAVA_VERSION="${version}"\n`)
  return home
}

it('names what is missing, each with its fix', () => {
  const [java, maven] = missingTools(['kafka'])
  assert.match(java ?? '', /^Java is missing: .*apt install openjdk-17/)
  assert.match(maven ?? '', /^Maven is missing: .*apt install maven/)
})

it('refuses a Java that is too old and takes a newer one', () => {
  process.env['JAVA_HOME'] = installJava('11.0.2')
  assert.match(missingTools(['kafka'])[0] ?? '', /is Java 11, too old/)
  process.env['JAVA_HOME'] = installJava('21.0.1')
  assert.match(missingTools(['kafka'])[0] ?? '', /^Maven is missing/)
})

it('needs nothing for an emulator that runs already', () => {
  process.env['PUBSUB_EMULATOR_HOST'] = '127.0.0.1:8085'
  assert.deepEqual(missingTools(['pubsub']), [])
})

it('finds the emulator in the SDK that the environment names', () => {
  process.env['JAVA_HOME'] = installJava('17.0.1')
  const root = join(machine, 'sdk')
  mkdirSync(join(root, 'platform/pubsub-emulator/lib'), { recursive: true })
  process.env['CLOUDSDK_ROOT_DIR'] = root
  assert.deepEqual(missingTools(['pubsub']), [])
})
