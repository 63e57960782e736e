import { type Level, type LogRecord, levels } from './log-record.ts'

/** How a logger stands. */
export interface LoggerLevel {
  readonly level: Level
  /** Milliseconds since the epoch, or null where it is as the worker began. */
  readonly lastModified: number | null
}

const root = 'root'
const known = [root, 'psconnect', 'psconnect.connector', 'psconnect.rest', 'psconnect.worker']

/**
 * Which lines are written, by who speaks: a level holds for a logger and all below it, until one below is given another. It is asked
 * where lines are written, on the main thread, so a change holds at once for what any thread says.
 */
export class LogLevels {
  readonly #levels = new Map<string, LoggerLevel>()

  constructor(least: Level) {
    this.#levels.set(root, { level: least, lastModified: null })
  }

  writes(record: LogRecord): boolean {
    return levels.indexOf(record.level) >= levels.indexOf(this.#of(loggerOf(record)).level)
  }

  /** By name: those that are always there, those of `connectors`, and what has been set. */
  all(connectors: readonly string[]): ReadonlyMap<string, LoggerLevel> {
    const names = new Set([...known, ...connectors.map(connectorLogger), ...this.#levels.keys()])
    return new Map([...names].toSorted().map(name => [name, this.#of(name)]))
  }

  /** Sets a logger and all below it; returns the names of those that it holds for, of `all`. */
  set(name: string, level: Level, connectors: readonly string[]): readonly string[] {
    const affected = [...this.all(connectors).keys()].filter(other => isWithin(other, name))
    for (const other of affected) if (other !== name) this.#levels.delete(other)
    this.#levels.set(name, { level, lastModified: Date.now() })
    return affected
  }

  #of(name: string): LoggerLevel {
    const own = this.#levels.get(name)
    if (own) return own
    const end = connectorName(name) === undefined ? name.lastIndexOf('.') : connectorPrefix.length - 1
    return this.#of(end < 0 ? root : name.slice(0, end))
  }
}

const connectorPrefix = 'psconnect.connector.'
const connectorLogger = (connector: string): string => connectorPrefix + connector
/** A connector's name may hold dots. */
const connectorName = (logger: string): string | undefined =>
  logger.startsWith(connectorPrefix) ? logger.slice(connectorPrefix.length) : undefined

const isWithin = (name: string, above: string): boolean =>
  above === root || name === above || (connectorName(above) === undefined && name.startsWith(`${above}.`))

function loggerOf({ fields: { connector, part } }: LogRecord): string {
  if (typeof connector === 'string') return connectorLogger(connector)
  return part === 'rest' ? 'psconnect.rest' : 'psconnect.worker'
}
