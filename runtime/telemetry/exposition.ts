import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client'
import type { Histogram } from './histogram.ts'

export type Labels = Readonly<Record<string, string>>

export interface Reading {
  readonly labels: Labels
  readonly value: number | Histogram
}

/** One name of the metrics, with what it says at present. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly readings: readonly Reading[]
}

/** What the text that `exposeMetrics` gives is called. */
export const expositionType = Registry.PROMETHEUS_CONTENT_TYPE

/** The figures of this process that every program of Node's offers. */
const ofProcess = new Registry()
collectDefaultMetrics({ register: ofProcess })

/** Writes metrics, and those of this process, in the text format of Prometheus. */
export async function exposeMetrics(metrics: readonly Metric[]): Promise<string> {
  const described = metrics.map(({ name, help, type, readings }) => ({
    name,
    help,
    type,
    aggregator: 'sum',
    values: readings.flatMap(reading => valuesOf(name, reading)),
  }))
  const registry = AggregatorRegistry.aggregate([described])
  return `${await registry.metrics()}\n${await ofProcess.metrics()}`
}

interface Value {
  readonly labels: Labels
  readonly value: number
  readonly metricName?: string
}

function valuesOf(name: string, { labels, value }: Reading): readonly Value[] {
  if (typeof value === 'number') return [{ labels, value }]
  const { bounds, counts, sum } = value
  let count = 0
  const buckets = counts.map((own, index) => {
    count += own
    const le = String(bounds[index] ?? '+Inf')
    return { labels: { ...labels, le }, value: count, metricName: `${name}_bucket` }
  })
  return [
    ...buckets,
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ]
}
