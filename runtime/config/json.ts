import type { Loader } from './entries.ts'
import { JsonError, type JsonMember, type JsonNode, parseJson } from './json-tree.ts'
import type { Report } from './report.ts'
import type { Entry } from './resolved-config.ts'

/** A connector's keys alone, or as Kafka Connect's REST interface takes them: `{"name": …, "config": {…}}`. */
export const loadJson: Loader = (text, file, report) => {
  const root = parse(text, file, report)
  if (!root) return []
  if (root.kind !== 'object') {
    report.error({ file, line: root.line }, 'must be an object of keys with values, such as {"topics": "alerts"}')
    return []
  }
  const config = root.members.find(({ key, value }) => key === 'config' && value.kind === 'object')?.value
  const context = { file, report }
  return config?.kind === 'object'
    ? readRequest(root.members, config.members, context)
    : readFlat(root.members, context)
}

interface Context {
  readonly file: string
  readonly report: Report
}

function parse(text: string, file: string, report: Report): JsonNode | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    report.error({ file, line: error.line }, error.message)
    return undefined
  }
}

const readFlat = (members: readonly JsonMember[], context: Context): Entry[] =>
  members.map(member => readMember(member, context))

function readMember({ key, line, value }: JsonMember, { file, report }: Context): Entry {
  const entry = { key, writtenAs: key, text: '', file, line }
  if (value.kind === 'text') return { ...entry, text: value.text }
  const problem =
    value.kind === 'null' ? 'is null: leave the key out' : 'must hold text: a list is written as text with commas'
  report.error(entry, `${key} ${problem}`)
  return { ...entry, faulty: true }
}

/** `name` may stand outside, inside, or at both places if they agree. */
function readRequest(outer: readonly JsonMember[], config: readonly JsonMember[], context: Context): Entry[] {
  const entries = readFlat(config, context)
  const inside = entries.find(({ key }) => key === 'name')
  for (const member of outer) {
    if (member.key === 'name') entries.push(readName(member, inside, context))
    else if (member.key === 'initial_state') entries.push({ ...readMember(member, context), beside: true })
    else if (member.key !== 'config')
      context.report.warn({ file: context.file, line: member.line }, `${member.key} beside config has no effect`)
  }
  // What stands in both places is one name, not a key given twice.
  return entries.filter(entry => entry !== inside || !outer.some(({ key }) => key === 'name'))
}

function readName(member: JsonMember, inside: Entry | undefined, context: Context): Entry {
  const name = readMember(member, context)
  if (!inside || inside.faulty || name.faulty || inside.text === name.text) return name
  context.report.error(inside, `name must be the same as beside config, which is ${JSON.stringify(name.text)}`)
  return { ...name, faulty: true }
}
