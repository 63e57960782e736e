import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Answer, StandInMachine } from './stand-ins.ts'

const script = 'deploy/gcp/setup.sh'
const notThere: readonly Answer[] = [
  { to: '*buckets describe*', code: 1, text: 'ERROR: (gcloud.storage.buckets.describe) gs://b not found: 404.' },
  { to: '*describe*', code: 1, text: 'ERROR: NOT_FOUND: Resource not found' },
]

/** The calls that change something, without what is in all of them. */
const changes = (calls: readonly string[]) =>
  calls
    .filter(call => !call.includes('describe'))
    .map(call => call.replace('gcloud --project=p1 ', '').replace(/\/\S*tmp\.\w+/, 'STAGED'))

describe('deploy/gcp/setup.sh', () => {
  let machine: StandInMachine
  beforeEach(() => {
    machine = new StandInMachine()
    for (const file of ['worker', 'connector', 'admin']) machine.put(`config/${file}.properties`, file)
    machine.put('packed/psconnect-0.1.0.tgz')
  })
  afterEach(() => machine.remove())

  const run = (answers: readonly Answer[], ...more: readonly string[]) => {
    const folders = ['--config', `${machine.folder}/config`, '--packages', `${machine.folder}/packed`]
    return machine.run(script, ['--project', 'p1', ...folders, ...more], answers)
  }

  it('makes what the guide makes, in its order, each once looked for', () => {
    const { code, calls } = run(notThere)
    assert.equal(code, 0)
    assert.ok(calls.every(call => call.startsWith('gcloud --project=p1 ')))
    assert.deepEqual(
      changes(calls).map(call => call.split(' ').slice(0, 4).join(' ')),
      [
        'compute firewall-rules create rubin-kafka',
        'storage buckets create gs://p1-rubin-broker_files',
        'storage rsync --recursive --delete-unmatched-destination-objects',
        'pubsub topics create rubin-alerts',
        'pubsub subscriptions create rubin-alerts',
        'compute instances create rubin-consumer',
      ],
    )
    const vm = calls.at(-1) ?? ''
    assert.match(vm, / --zone=us-central1-a .* --scopes=cloud-platform /)
    assert.match(vm, /startup-script-url=gs:\/\/p1-rubin-broker_files\/psconnect\/startup\.sh$/)
  })

  it('leaves alone what is there, but fills the bucket anew', () => {
    const { code, calls, stdout } = run([])
    assert.equal(code, 0)
    assert.deepEqual(changes(calls), [
      'storage rsync --recursive --delete-unmatched-destination-objects STAGED gs://p1-rubin-broker_files/psconnect',
    ])
    assert.match(stdout, /^there is the VM rubin-consumer already$/m)
  })

  it('changes nothing with --dry-run, and prints each command that it would run', () => {
    const { code, calls, stdout } = run(notThere, '--dry-run', '--survey', 'ztf')
    assert.equal(code, 0)
    assert.deepEqual(changes(calls), [])
    assert.match(stdout, /^ {2}gcloud --project=p1 pubsub topics create ztf-alerts$/m)
    assert.match(stdout, /^ {2}gcloud --project=p1 compute instances create ztf-consumer /m)
  })

  it('makes nothing where it cannot tell what is there', () => {
    const denied = 'ERROR: PERMISSION_DENIED: Request had insufficient scopes, project 404404'
    const { code, calls, stderr } = run([{ to: '*describe*', code: 1, text: denied }])
    assert.equal(code, 1)
    assert.deepEqual(changes(calls), [])
    assert.equal(stderr, `setup.sh: cannot tell whether there is the firewall rule rubin-kafka:\n${denied}\n`)
  })

  it('says how to make the secret where there is none, without the password in a command line', () => {
    const { stdout } = run(notThere)
    assert.match(stdout, /there is no secret rubin-p1-kafka-password/)
    assert.match(stdout, /read -rs PASSWORD .* --data-file=-$/m)
  })

  it('refuses files with a variable that the VM does not have, such as a password', () => {
    machine.put('config/connector.properties', 'topics=${env:KAFKA_TOPIC}\n# or ${env:OTHER}\n')
    assert.equal(run(notThere).code, 0)
    const file = machine.put('config/admin.properties', 'sasl.jaas.config=x \\\n  password="${env:KAFKA_PASSWORD}";\n')
    const { code, stderr, calls } = run(notThere)
    assert.deepEqual([code, calls], [1, []])
    assert.match(stderr, /a password is \$\{gcpsecret:…\}:\n/)
    assert.ok(stderr.includes(`${file}:2:  password="\${env:KAFKA_PASSWORD}"`), stderr)
  })

  it('says what is missing before it asks Google anything', () => {
    for (const [args, why] of [
      [[], /^setup\.sh: --project is missing\nusage: /],
      [['--project'], /^setup\.sh: --project needs a value\n/],
      [['--projekt', 'p1'], /^setup\.sh: there is no option --projekt\n/],
      [
        ['--project', 'p1', '--config', '/none', '--packages', '/none'],
        /^setup\.sh: \/none has no worker\.properties\n/,
      ],
    ] as const) {
      const { code, stderr, calls } = machine.run(script, args)
      assert.equal(code, 1)
      assert.match(stderr, why)
      assert.deepEqual(calls, [])
    }
  })
})
