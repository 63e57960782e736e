import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml'
import { type Loader, lineOf } from './entries.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** YAML with flat keys (`consumer.group.id: x`), nested ones, or both. Lists become text with commas. */
export const loadYaml: Loader = (text, file, report) => {
  const source = text.replaceAll(/\r\n?/g, '\n')
  try {
    return new YamlReader({ source, events: parseEvents(source, {}), file, report }).read()
  } catch (error) {
    if (!isYamlError(error)) throw error
    // The message would quote the lines around the fault, with whatever secrets they hold.
    report.error({ file, ...(error.mark && { line: error.mark.line + 1 }) }, `is not valid YAML: ${error.reason}`)
    return []
  }
}

const isYamlError = (error: unknown): error is Error & { reason: string; mark?: { line: number } } =>
  error instanceof Error && error.name === 'YAMLException'

interface Input {
  readonly source: string
  readonly events: readonly Event[]
  readonly file: string
  readonly report: Report
}

/** Reads the parser's events, not its values: events say where they stand, and 0777 in them is still `0777`. */
class YamlReader {
  readonly #input: Input
  readonly #anchors = new Map<string, string>()
  readonly #entries: Entry[] = []
  #next = 0
  /** Where the last key stood: what has no position of its own is reported there. */
  #line = 1

  constructor(input: Input) {
    this.#input = input
  }

  read(): Entry[] {
    const { events } = this.#input
    if (events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length > 1)
      this.#error('is more than one YAML document: one file holds one configuration')
    else if (events[1]?.type === EVENT_ID.MAPPING) {
      this.#next = 2
      this.#map('')
    } else if (events.length > 0) this.#error('must be a list of keys with values, such as "topics: alerts"')
    return this.#entries
  }

  #map(prefix: string): void {
    for (let event = this.#take(); event && event.type !== EVENT_ID.POP; event = this.#take()) {
      const key = event.type === EVENT_ID.SCALAR ? this.#key(event) : undefined
      if (key !== undefined && key !== '<<') {
        this.#value(prefix + key)
        continue
      }
      this.#error(key === '<<' ? '<< is not supported: write the keys out' : 'a key must be plain text')
      this.#skip(event)
      this.#skip(this.#take())
    }
  }

  #key(event: ScalarEvent): string {
    if (event.valueStart >= 0) this.#line = lineOf(this.#input.source, event.valueStart)
    return this.#remember(event)
  }

  #value(key: string): void {
    const line = this.#line
    const event = this.#take()
    if (event?.type === EVENT_ID.MAPPING) return this.#map(`${key}.`)
    const text = event?.type === EVENT_ID.SEQUENCE ? this.#list(key) : this.#text(key, event)
    if (text === undefined) this.#entries.push({ ...this.#entry(key, '', line), faulty: true })
    else this.#entries.push(this.#entry(key, text, line))
  }

  #list(key: string): string | undefined {
    const items: (string | undefined)[] = []
    for (let event = this.#take(); event && event.type !== EVENT_ID.POP; event = this.#take())
      items.push(this.#text(key, event))
    return items.includes(undefined) ? undefined : items.join(',')
  }

  /** The text of a scalar, or undefined after reporting why there is none. What stands in the file is not shown: it may be a password. */
  #text(key: string, event: Event | undefined): string | undefined {
    if (event?.type === EVENT_ID.SCALAR) {
      const text = this.#remember(event)
      const problem = this.#problem(event, text)
      if (problem === undefined) return text
      this.#error(`${key} ${problem}`)
    } else if (event?.type === EVENT_ID.ALIAS) {
      const text = this.#anchors.get(this.#anchor(event))
      if (text !== undefined) return text
      this.#error(
        `${key} refers with * to a value that is not marked with & above; text that begins with * needs quotes`,
      )
    } else {
      this.#error(`${key} must hold text or a list of texts`)
      this.#skip(event)
    }
    return undefined
  }

  /** YAML reads these as something else than text, without a word. */
  #problem({ style, tagStart, tagEnd, anchorStart }: ScalarEvent, text: string): string | undefined {
    if (style === SCALAR_STYLE.PLAIN && /^(null|~)$/i.test(text)) return 'is null: leave the key out, or quote the text'
    if (tagStart >= 0 && this.#input.source.slice(tagStart, tagEnd) !== '!!str')
      return 'has a tag, which means nothing here; text that begins with ! needs quotes'
    if (anchorStart >= 0 && text === '') return 'is empty but marked with &; text that begins with & needs quotes'
    return undefined
  }

  #remember(event: ScalarEvent): string {
    const text = getScalarValue(this.#input.source, event)
    if (event.anchorStart >= 0) this.#anchors.set(this.#anchor(event), text)
    return text
  }

  #anchor({ anchorStart, anchorEnd }: ScalarEvent | AliasEvent): string {
    return this.#input.source.slice(anchorStart, anchorEnd)
  }

  #take(): Event | undefined {
    return this.#input.events[this.#next++]
  }

  /** Passes over the rest of what this event opened. */
  #skip(event: Event | undefined): void {
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) return
    for (let inner = this.#take(); inner && inner.type !== EVENT_ID.POP; inner = this.#take()) this.#skip(inner)
  }

  #entry(key: string, text: string, line: number): Entry {
    return { key, writtenAs: key, text, file: this.#input.file, line }
  }

  #error(message: string): void {
    this.#input.report.error({ file: this.#input.file, line: this.#line }, message)
  }
}
