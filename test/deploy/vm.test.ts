import assert from 'node:assert/strict'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Answer, StandInMachine } from './stand-ins.ts'

const unit = readFileSync('deploy/systemd/psconnect.service', 'utf8')
const noUser: Answer = { to: 'id psconnect', code: 1, text: 'id: no such user' }

/** What npm would have put there. */
const installed = (machine: StandInMachine): void => {
  machine.put('root/opt/psconnect/node_modules/node/bin/node', '#!/bin/bash\necho v24.21.0\n')
}

describe('deploy/vm/install.sh', () => {
  let machine: StandInMachine
  beforeEach(() => (machine = new StandInMachine()))
  afterEach(() => machine.remove())

  it('installs the packages with a Node of their own, and the service, which it does not start', () => {
    installed(machine)
    const tarballs = ['a.tgz', 'b.tgz'].map(name => machine.put(`packed/${name}`))
    const { code, stderr, calls } = machine.run('deploy/vm/install.sh', tarballs, [noUser])
    assert.deepEqual([code, stderr], [0, ''])
    const app = join(machine.root, 'opt/psconnect')
    assert.deepEqual(calls, [
      'id psconnect',
      'useradd --system --user-group --home-dir /var/lib/psconnect --no-create-home --shell /usr/sbin/nologin psconnect',
      `npm install --prefix ${app} --save-exact --no-fund --no-audit --loglevel=error node@24.21.0 ${tarballs.join(' ')}`,
      'systemctl daemon-reload',
    ])
    assert.equal(machine.read('root/etc/systemd/system/psconnect.service'), unit)
    assert.ok(existsSync(join(machine.root, 'etc/psconnect')))
    const command = readlinkSync(join(machine.root, 'usr/local/bin/psconnect'))
    assert.equal(command, '/opt/psconnect/node_modules/.bin/psconnect')
  })

  it('can be run again, and makes no second user', () => {
    installed(machine)
    const tarball = machine.put('packed/a.tgz')
    machine.run('deploy/vm/install.sh', [tarball], [noUser])
    const { code, calls } = machine.run('deploy/vm/install.sh', [tarball])
    assert.equal(code, 0)
    assert.ok(!calls.some(call => call.startsWith('useradd')))
  })

  it('brings npm where the machine has none', () => {
    machine.remove()
    machine = new StandInMachine({ without: ['npm'] })
    const { code, calls } = machine.run('deploy/vm/install.sh', [machine.put('a.tgz')])
    assert.deepEqual(calls.slice(0, 2), ['apt-get update', 'apt-get install --yes --no-install-recommends nodejs npm'])
    // The stand-in has brought none.
    assert.equal(code, 127)
  })

  it('installs nothing without tarballs, or where one is not there', () => {
    for (const args of [[], ['/none.tgz']]) {
      const { code, calls } = machine.run('deploy/vm/install.sh', args)
      assert.equal(code, 1)
      assert.deepEqual(calls, [])
    }
  })
})

const metadata = (what: string, text: string): Answer => ({
  to: `curl *http://metadata.google.internal/computeMetadata/v1/${what}`,
  text,
})
const google = (vm: string): readonly Answer[] => [
  metadata('project/project-id', 'p1'),
  metadata('instance/name', vm),
  metadata('instance/zone', 'projects/1/zones/us-central1-a'),
]

describe('deploy/vm/startup.sh', () => {
  let machine: StandInMachine
  beforeEach(() => {
    machine = new StandInMachine()
    // As they come from the bucket.
    const bucket = 'root/var/lib/psconnect-bucket'
    machine.put(`${bucket}/install.sh`, readFileSync('deploy/vm/install.sh', 'utf8'))
    machine.put(`${bucket}/psconnect.service`, unit)
    machine.put(`${bucket}/psconnect-0.1.0.tgz`)
    for (const file of ['worker', 'connector', 'admin']) machine.put(`${bucket}/config/${file}.properties`, file)
    installed(machine)
  })
  afterEach(() => machine.remove())

  const run = (answers: readonly Answer[]) => {
    const ended = machine.run('deploy/vm/startup.sh', [], answers)
    return { ...ended, steps: ended.calls.filter(call => !/^(?:curl|id|npm) |daemon-reload$/.test(call)) }
  }
  const environment = () => machine.read('root/etc/psconnect/environment')

  it('fetches, installs, waits for the topic as the service’s user, and starts, in this order', () => {
    const { code, stderr, steps } = run(google('rubin-consumer'))
    assert.deepEqual([code, stderr], [0, ''])
    const [fetched, config] = [join(machine.root, 'var/lib/psconnect-bucket'), join(machine.root, 'etc/psconnect')]
    const psconnect = join(machine.root, 'opt/psconnect/node_modules/.bin/psconnect')
    assert.deepEqual(steps, [
      `gcloud storage rsync --recursive --delete-unmatched-destination-objects gs://p1-rubin-broker_files/psconnect ${fetched}`,
      'gcloud compute instances add-metadata rubin-consumer --zone=us-central1-a --metadata=PS_TOPIC=rubin-alerts,KAFKA_TOPIC=alerts-simulated',
      `runuser -u psconnect -- env ${environment().trimEnd().replaceAll('\n', ' ')} ${psconnect} topics --command-config ${config}/admin.properties --wait alerts-simulated`,
      'systemctl restart psconnect',
    ])
    assert.equal(environment(), 'PROJECT_ID=p1\nKAFKA_TOPIC=alerts-simulated\nPS_TOPIC=rubin-alerts\n')
    assert.equal(machine.read('root/etc/psconnect/worker.properties'), 'worker')
  })

  it('takes the topics that the VM’s metadata force', () => {
    const forced = [
      metadata('instance/attributes/', 'KAFKA_TOPIC_FORCE'),
      metadata('instance/attributes/KAFKA_TOPIC_FORCE', 'alerts-other'),
    ]
    run([...google('rubin-consumer'), ...forced])
    assert.equal(environment(), 'PROJECT_ID=p1\nKAFKA_TOPIC=alerts-other\nPS_TOPIC=rubin-alerts\n')
  })

  it('takes bucket and topic of its own where the VM is one for tests', () => {
    const { steps } = run(google('rubin-consumer-mytest'))
    assert.match(steps[0] ?? '', /gs:\/\/p1-rubin-broker_files-mytest\/psconnect/)
    assert.match(environment(), /^PS_TOPIC=rubin-alerts-mytest$/m)
  })

  it('starts nothing where the topic cannot be waited for, or the metadata do not answer', () => {
    const failing: readonly Answer[] = [
      { to: 'runuser *', code: 1, text: 'psconnect topics: the brokers refused the login' },
      { to: 'curl *attributes/', code: 22, text: 'curl: (22) The requested URL returned error: 503' },
    ]
    for (const answer of failing) {
      const { code, steps } = run([answer, ...google('rubin-consumer')])
      assert.notEqual(code, 0)
      assert.ok(!steps.some(step => step.startsWith('systemctl')))
    }
  })

  it('starts also where the VM may not change its metadata', () => {
    const denied: Answer = { to: 'gcloud compute instances add-metadata*', code: 1, text: 'PERMISSION_DENIED' }
    const { code, steps } = run([denied, ...google('rubin-consumer')])
    assert.equal(code, 0)
    assert.equal(steps.at(-1), 'systemctl restart psconnect')
  })
})
