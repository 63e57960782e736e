import type { ConnectorState } from './views.ts'

/** What can be asked of a connector. All but `restart` also say what it is to be once it has begun. */
export type Command = 'pause' | 'resume' | 'stop' | 'restart'

/**
 * What is done: its tasks begin, with what they had ended first where there were any (`begin`, `begin anew`); they read nothing more
 * for now (`hold`) or go on (`release`); or they end (`end`).
 */
export type Step = 'begin' | 'begin anew' | 'hold' | 'release' | 'end' | 'nothing'

/** A connector that has failed has no tasks. It stays as it is until it is restarted or stopped. */
const steps: Readonly<Record<ConnectorState, Readonly<Record<Command, Step>>>> = {
  UNASSIGNED: { pause: 'nothing', resume: 'nothing', stop: 'end', restart: 'begin anew' },
  RUNNING: { pause: 'hold', resume: 'nothing', stop: 'end', restart: 'begin anew' },
  PAUSED: { pause: 'nothing', resume: 'release', stop: 'end', restart: 'begin anew' },
  STOPPED: { pause: 'begin', resume: 'begin', stop: 'nothing', restart: 'nothing' },
  FAILED: { pause: 'nothing', resume: 'nothing', stop: 'end', restart: 'begin anew' },
  RESTARTING: { pause: 'nothing', resume: 'nothing', stop: 'end', restart: 'begin anew' },
}

export const stepOf = (state: ConnectorState, command: Command): Step => steps[state][command]

/** In which state each step leaves it. From UNASSIGNED and RESTARTING it goes on by itself, to what it is to be or to FAILED. */
export const stateAfter: Readonly<Record<Exclude<Step, 'nothing'>, ConnectorState>> = {
  begin: 'UNASSIGNED',
  'begin anew': 'RESTARTING',
  hold: 'PAUSED',
  release: 'RUNNING',
  end: 'STOPPED',
}
