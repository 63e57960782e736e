import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from '../../../../runtime/cli/command.ts'
import { readArguments } from '../../../../runtime/cli/convert/arguments.ts'

const sourceOf = (...args: string[]) => readArguments(['--converter', 'string', ...args]).source

describe('the arguments of psconnect convert', () => {
  it('name files, as many as a shell has made of a pattern', () => {
    assert.deepEqual(sourceOf('--file', 'a.bin', 'b.bin', '--file', 'c.bin').kind, 'files')
    assert.deepEqual(sourceOf('--file', 'a.bin', 'b.bin'), { kind: 'files', paths: ['a.bin', 'b.bin'] })
  })

  it('name records of a partition, one unless it is said how many', () => {
    const one = { kind: 'kafka', workerFile: 'worker.yaml', topic: 'alerts', partition: 3, offset: 12n, count: 1 }
    assert.deepEqual(sourceOf('--kafka', 'worker.yaml', 'alerts:3:12'), one)
    assert.deepEqual(sourceOf('--kafka', 'worker.yaml', 'alerts:3:12:5'), { ...one, count: 5 })
  })

  it('name a subscription, also as Google shows it', () => {
    const one = { kind: 'subscription', project: 'sky', subscription: 'alerts', count: 1 }
    assert.deepEqual(sourceOf('--subscription', 'sky/alerts'), one)
    assert.deepEqual(sourceOf('--subscription', 'projects/sky/subscriptions/alerts:7'), { ...one, count: 7 })
  })

  it('give settings, whose values may hold any character', () => {
    const { settings } = readArguments([
      '--converter',
      'x',
      '--set',
      'url=http://a?b=c',
      '--set',
      'empty=',
      '--file',
      'f',
    ])
    assert.deepEqual(settings, [
      { key: 'url', text: 'http://a?b=c' },
      { key: 'empty', text: '' },
    ])
  })

  for (const [args, why] of [
    [['--file', 'a'], /^--converter is missing/],
    [['--converter', 'x'], /^one of --file, --kafka and --subscription/],
    [['--converter', 'x', '--file', 'a', '--subscription', 'p/s'], /^one of --file, --kafka and --subscription/],
    [['--converter', 'x', '--set', 'key', '--file', 'a'], /^--set must be followed by key=value \(found key\)$/],
    [['--converter', 'x', '--kafka', 'w'], /^--kafka must be followed by WORKER TOPIC:PARTITION:OFFSET/],
    [['--converter', 'x', '--kafka', 'w', 'alerts:0'], /as in alerts:0:1200:5 \(found alerts:0\)$/],
    [['--converter', 'x', '--kafka', 'w', 'alerts:0:0:0'], /\(found alerts:0:0:0\)$/],
    [['--converter', 'x', '--subscription', 'alerts'], /as in my-project\/alerts:5 \(found alerts\)$/],
    [['--converter', 'x', '--subscription', 'p/s', 'more'], /more/],
  ] as const)
    it(`are refused where they are ${args.join(' ')}`, () => {
      assert.throws(
        () => readArguments(args),
        error => error instanceof UsageError && why.test(error.message),
      )
    })
})
