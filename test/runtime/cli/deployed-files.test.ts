import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'

const bin = join(import.meta.dirname, '../../../runtime/bin/connect-standalone.mjs')

/** A deployment's own files, unchanged, where they lie beside this checkout. */
const folder = join(import.meta.dirname, '../../../../shared/rubin/pitt-google')
const skip = existsSync(folder) ? false : `there is no ${folder}`

const dryRun = (...names: readonly string[]) =>
  spawnSync(process.execPath, [bin, '--dry-run', ...names.map(name => join(folder, name))], { encoding: 'utf8' })

/** Said where the folder of Java's plugins that these files name is not there. */
const noFolder = String.raw`.*\.properties:\d+: plugin\.path: there is no folder .*\n`

describe('the files of a deployment of Kafka Connect, with --dry-run,', { skip }, () => {
  it('are fine, and nothing need be said about them', () => {
    const { status, stdout, stderr } = dryRun('psconnect-worker.properties', 'ps-connector.properties')

    assert.match(stderr, new RegExp(`^(warnings:\\n${noFolder})?$`))
    assert.equal(status, 0)
    const [connector] = (JSON.parse(stdout) as { connectors: { source: { config: object } }[] }).connectors
    assert.partialDeepStrictEqual(connector?.source.config, {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': '[hidden]',
      'group.id': 'pittgoogle-idfint-kafka-pubsub-connector',
      'auto.offset.reset': 'earliest',
    })
  })

  it('are refused where they ask for Kerberos, with what to do instead', () => {
    const { status, stderr } = dryRun('ztf-worker.properties', 'ztf-connector.properties')

    assert.equal(status, 2)
    assert.match(
      stderr,
      new RegExp(
        `^the configuration has 1 error:\\n.*ztf-worker\\.properties:\\d+: .*GSSAPI.*SCRAM-SHA-512 login\\n(warnings:\\n${noFolder})?$`,
      ),
    )
  })

  it('are refused where they are for other tools, with what a worker file needs', () => {
    for (const name of ['admin.properties', 'consumer.properties']) {
      const { status, stderr } = dryRun(name)
      assert.equal(status, 2)
      assert.match(stderr, new RegExp(`${name}: key\\.converter is missing`))
    }
  })
})
