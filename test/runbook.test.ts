import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { ConnectError } from '../runtime/api/errors.ts'
import { exitCodes } from '../runtime/cli/exit-codes.ts'
import type { TaskState } from '../runtime/task/states.ts'
import type { ConnectorState } from '../runtime/worker/views.ts'

const runbook = readFileSync('docs/runbook.md', 'utf8')
const alerts = readFileSync('deploy/monitoring/alerts.yaml', 'utf8')
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)

/** What stands in the first column of the table below a heading; a cell may name several things. */
function firstColumn(heading: string): string[] {
  const section = runbook.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return found(section, /^\| (`[^|]*`) \|/gm).flatMap(cell => found(cell, /`(\w+)`/g))
}

it('docs/runbook.md says what to do for each alert, in their order', () => {
  assert.deepEqual(found(runbook, /^### (\w+)$/gm), found(alerts, /- alert: (\w+)/g))
})

/** The compiler holds these to be all. */
const states: Readonly<Record<TaskState | ConnectorState, true>> = {
  UNASSIGNED: true,
  RUNNING: true,
  PAUSED: true,
  STOPPED: true,
  FAILED: true,
  RESTARTING: true,
}

it('docs/runbook.md says what to do for each state of connectors and tasks, and for no other', () => {
  assert.deepEqual(firstColumn('States'), Object.keys(states))
})

it('docs/runbook.md says what to do for each exit code of the worker', () => {
  const ofSignals = ['130', '143', '137']
  assert.deepEqual(firstColumn('Exit codes'), [...Object.values(exitCodes).map(String), ...ofSignals])
})

it('docs/runbook.md says what to do for each error code, in the order of the catalogue', () => {
  assert.deepEqual(firstColumn('Error codes'), [...ConnectError.codes])
})

it('docs/runbook.md names only commands, alerts and endpoints that there are', () => {
  const commands = readFileSync('docs/commands.md', 'utf8')
  for (const name of found(runbook, /psconnect ([a-z]+) /g))
    assert.match(commands, new RegExp(`^## psconnect ${name}`, 'm'))
  const rest = readFileSync('docs/rest.md', 'utf8')
  for (const path of found(runbook, /URL(\/[\w/]+)/g))
    assert.ok(rest.includes(path.replace('/NAME', '/:connector')), path)
})
