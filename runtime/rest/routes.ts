import type { Route } from './exchange.ts'
import { connectorRoutes } from './handlers/connectors.ts'
import { loggerRoutes } from './handlers/loggers.ts'
import { offsetRoutes } from './handlers/offsets.ts'
import { pluginRoutes } from './handlers/plugins.ts'
import { rootRoutes } from './handlers/root.ts'
import { statusRoutes } from './handlers/status.ts'
import { uiRoutes } from './handlers/ui.ts'

/** What `metrics.listener` can put elsewhere. */
export { metricsRoutes } from './handlers/metrics.ts'

/** Everything the REST interface knows, except what is under /admin and /metrics. */
export const mainRoutes: readonly Route[] = [
  ...rootRoutes,
  ...connectorRoutes,
  ...statusRoutes,
  ...offsetRoutes,
  ...pluginRoutes,
  ...uiRoutes,
]

/** What `admin.listeners` can put elsewhere. */
export const adminRoutes: readonly Route[] = loggerRoutes
