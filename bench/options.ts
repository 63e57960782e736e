import { parseArgs } from 'node:util'

export const usage = `Usage: npm run bench -- [OPTIONS]

  --only PATTERN          only works whose name matches this regular expression, such as '1 KB' or 'tasks.max=1$'
  --records N             alerts of 80 KB in a work; the others are as large in proportion (default: 60000)
  --runs N                how often each work is done; shown are medians (default: 1, with a peer 3)
  --peer java             measure Kafka Connect with Google's connector as well, in turn, and show ratios
  --receiver-latency MS   answer each request so late
  --receiver-stall MS     the same, and stop each run after five times as long: for what it holds in memory meanwhile
  --idle                  measure how long a worker takes to be ready, and what it takes while there is nothing to do
  --save NAME             write bench/results/DATE-NAME.json`

export interface Options {
  readonly only: string
  readonly records: number
  readonly runs: number
  readonly peer: 'java' | undefined
  readonly answerAfterMs: number
  readonly stopAfterMs: number | undefined
  readonly idle: boolean
  readonly save: string | undefined
}

/** Undefined where help is asked for. */
export const parseOptions = (args: readonly string[]): Options | undefined => {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text,
      records: text,
      runs: text,
      peer: text,
      'receiver-latency': text,
      'receiver-stall': text,
      idle: flag,
      save: text,
      help: { ...flag, short: 'h' },
    },
  })
  if (values.help) return undefined
  if (values.peer !== undefined && values.peer !== 'java') throw new Error(`--peer is java, not ${values.peer}.`)
  const stallMs = count('--receiver-stall', values['receiver-stall'], 0)
  return {
    only: values.only ?? '',
    records: count('--records', values.records, 60_000),
    runs: count('--runs', values.runs, values.peer === undefined ? 1 : 3),
    peer: values.peer,
    answerAfterMs: stallMs || count('--receiver-latency', values['receiver-latency'], 0),
    stopAfterMs: stallMs === 0 ? undefined : 5 * stallMs,
    idle: values.idle ?? false,
    save: values.save,
  }
}

const count = (name: string, text: string | undefined, byDefault: number): number => {
  if (text === undefined) return byDefault
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} is a whole number above 0, not ${text}.`)
  return Number(text)
}
