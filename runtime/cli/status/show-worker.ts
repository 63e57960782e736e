import { type Cell, fit, paint } from './cells.ts'
import type { ConnectorStanding, PartStanding, WorkerStanding } from './standing.ts'

/** Lines for people, none wider than `width`. */
export function showWorker(standing: WorkerStanding, width: number): readonly string[] {
  const { url, version, hasMetrics, connectors } = standing
  const rows = [heading, ...connectors.flatMap(rowsOf)]
  const table = layOut(rows)
  const lines: Cell[][] = [
    [{ text: `psconnect ${version} at ${url}`, style: 'bold' }],
    [],
    ...(connectors.length === 0 ? [[{ text: 'it runs no connector' }]] : table),
    ...(hasMetrics
      ? []
      : [
          [],
          [{ text: 'rates and lag are not told here: metrics.listener has them elsewhere', style: 'dim' as const }],
        ]),
    ...failures(standing),
  ]
  return lines.flatMap(line => fit(line, width)).map(paint)
}

interface Row {
  readonly cells: readonly Cell[]
  /** Below the row. */
  readonly reason?: string | undefined
}

const heading: Row = {
  cells: ['CONNECTOR', 'STATE', 'RECORDS/S', 'LAG', 'IN FLIGHT', 'SKIPPED', 'LAST STORED'].map(text => ({
    text,
    style: 'dim',
  })),
}

const rowsOf = (connector: ConnectorStanding): readonly Row[] => [
  rowOf({ text: connector.name, style: 'bold' }, connector, stateOfAll(connector)),
  ...connector.tasks.map(task => rowOf({ text: `  task ${task.id}` }, task)),
]

const rowOf = (name: Cell, part: PartStanding, state = stateOf(part)): Row => ({
  cells: [
    name,
    state,
    { text: numberOf(part.recordsPerSecond === null ? null : Math.round(part.recordsPerSecond)) },
    { text: numberOf(part.lag) },
    { text: numberOf(part.inFlight) },
    { text: numberOf(part.skipped), ...(part.skipped && { style: 'yellow' as const }) },
    { text: agoOf(part.lastStored, Date.now() / 1000) },
  ],
  reason: part.reason ?? undefined,
})

/** A connector runs also where its tasks have failed; but nobody must take that for well. */
function stateOfAll(connector: ConnectorStanding): Cell {
  const { tasks } = connector
  const failed = tasks.filter(({ state }) => state === 'FAILED').length
  return failed > 0 ? { text: `${failed} of ${tasks.length} FAILED`, style: 'red' } : stateOf(connector)
}

function stateOf({ state, reason }: PartStanding): Cell {
  if (state === 'FAILED') return { text: state, style: 'red' }
  if (state === 'RUNNING' && reason !== null) return { text: 'RUNNING, waits', style: 'yellow' }
  return { text: state, style: state === 'RUNNING' ? 'green' : 'yellow' }
}

const numberOf = (value: number | null): string => (value === null ? '–' : value.toLocaleString('en'))

export function agoOf(time: number | null, now: number): string {
  if (time === null) return 'nothing yet'
  const seconds = Math.max(Math.round(now - time), 0)
  if (seconds < 100) return `${seconds} s ago`
  if (seconds < 6000) return `${Math.round(seconds / 60)} min ago`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} days ago`
}

/** Names and states stand to the left of their columns, figures to the right. */
function layOut(rows: readonly Row[]): Cell[][] {
  const widths = heading.cells.map((_, column) => Math.max(...rows.map(({ cells }) => cells[column]?.text.length ?? 0)))
  return rows.flatMap(({ cells, reason }) => [
    cells.map(({ text, ...cell }, column) => {
      const room = widths[column] ?? 0
      return {
        ...cell,
        text: `${column < 2 ? text.padEnd(room) : text.padStart(room)}${column < cells.length - 1 ? '  ' : ''}`,
      }
    }),
    ...(reason === undefined ? [] : [[{ text: `    ${reason}`, style: 'yellow' as const }]]),
  ])
}

/** What has failed, and what starts it again. */
function failures({ url, connectors }: WorkerStanding): Cell[][] {
  const failed = connectors.filter(({ state, tasks }) => [{ state }, ...tasks].some(part => part.state === 'FAILED'))
  if (failed.length === 0) return []
  const restart = ({ name }: ConnectorStanding): string =>
    `  curl -X POST '${url}/connectors/${encodeURIComponent(name)}/restart?includeTasks=true&onlyFailed=true'`
  return [
    [],
    [
      {
        text: `FAILED: ${failed.map(({ name }) => name).join(', ')}. Once the cause is mended, this starts it again:`,
        style: 'red',
      },
    ],
    ...failed.map(connector => [{ text: restart(connector) }]),
  ]
}
