/** One reading of Prometheus' text format. */
export interface MetricReading {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** The readings in a text of Prometheus' format; what is no reading is passed over. */
export const readMetrics = (text: string): readonly MetricReading[] =>
  text.split('\n').flatMap(line => {
    const [, name, labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    return name === undefined ? [] : [{ name, labels: readLabels(labels), value: Number(value) }]
  })

function readLabels(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)
  return Object.fromEntries(Array.from(pairs, ([, name = '', value = '']) => [name, unescape(value)]))
}

const unescape = (value: string): string =>
  value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
