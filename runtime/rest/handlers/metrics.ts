import { workerMetrics } from '../../telemetry/worker-metrics.ts'
import type { Answer, RestRequest, RestServices, Route } from '../exchange.ts'

/** What Prometheus reads. */
export const metricsRoutes: readonly Route[] = [{ method: 'GET', path: '/metrics', handle: metrics }]

async function metrics(_request: RestRequest, { worker, version }: RestServices): Promise<Answer> {
  // Its library is loaded when somebody reads metrics at all.
  const { exposeMetrics, expositionType } = await import('../../telemetry/exposition.ts')
  const content = await exposeMetrics(workerMetrics(worker.figures(), version))
  return { status: 200, text: { type: expositionType, content } }
}
