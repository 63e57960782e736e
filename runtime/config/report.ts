import { redactor } from '../telemetry/redact.ts'

/** A spot in a config file; without a line it is the file as a whole. */
export interface Place {
  readonly file: string
  readonly line?: number
  /** The key it is about, as it is written there. */
  readonly writtenAs?: string
}

export type Level = 'error' | 'warning' | 'info'

/** Something a user should know about a config file. The message never holds a secret. */
export interface Finding extends Place {
  readonly level: Level
  readonly message: string
}

/** `worker.yaml:12: tasks.max must be at least 1 (found 0)` */
export const describeFinding = ({ file, line, message }: Finding): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${message}`

/** Collects what is found while files are read and checked, so that one run can show all of it. */
export class Report {
  readonly #files: readonly string[]
  readonly #findings = new Map<string, Finding>()
  readonly #secrets = new Set<string>()
  #errorCount = 0

  /** Findings come out in the order of these files, and of the lines in each. */
  constructor(files: readonly string[]) {
    this.#files = files
  }

  error(place: Place, message: string): void {
    this.#errorCount++
    this.#add('error', place, message)
  }

  warn(place: Place, message: string): void {
    this.#add('warning', place, message)
  }

  info(place: Place, message: string): void {
    this.#add('info', place, message)
  }

  hide(texts: readonly string[]): void {
    for (const text of texts) this.#secrets.add(text)
  }

  /** For a text that came from outside, such as a plugin's complaint. */
  redact(text: string): string {
    return redactor(this.secrets)(text)
  }

  /** How often an error was reported, the same one again too: whoever compares it knows whether there was one in between. */
  get errorCount(): number {
    return this.#errorCount
  }

  get errors(): readonly Finding[] {
    return this.#inOrder().filter(({ level }) => level === 'error')
  }

  /** What does not stop anything: warnings and infos. */
  get notices(): readonly Finding[] {
    return this.#inOrder().filter(({ level }) => level !== 'error')
  }

  get secrets(): readonly string[] {
    return [...this.#secrets]
  }

  #inOrder(): readonly Finding[] {
    const position = ({ file }: Finding) => this.#files.indexOf(file)
    const line = (finding: Finding) => finding.line ?? Number.POSITIVE_INFINITY
    const hide = redactor(this.secrets)
    const findings = [...this.#findings.values()].map(finding => ({ ...finding, message: hide(finding.message) }))
    return findings.toSorted((a, b) => position(a) - position(b) || (line(a) < line(b) ? -1 : 1))
  }

  /** A worker's key that every connector takes over would otherwise be reported once for each. */
  #add(level: Level, { file, line, writtenAs }: Place, message: string): void {
    const at = { file, ...(line !== undefined && { line }), ...(writtenAs !== undefined && { writtenAs }) }
    const finding: Finding = { level, ...at, message }
    this.#findings.set(`${level} ${describeFinding(finding)}`, finding)
  }
}
