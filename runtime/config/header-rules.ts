/** One header of every answer. */
export interface HeaderRule {
  /** `set` takes the place of a header of that name, `add` stands beside it; a date is so many milliseconds from now. */
  readonly action: 'set' | 'add' | 'setDate' | 'addDate'
  readonly name: string
  readonly value: string
}

const form = /^(set|add|setDate|addDate)\s+([\w!#$%&'*+.^`|~-]+)\s*:\s*([\t\x20-\x7e\x80-\xff]*)$/

/** Call only with a text in which `headerRulesProblem` found nothing. */
export const readHeaderRules = (text: string): readonly HeaderRule[] =>
  itemsOf(text).map(item => {
    const [, action = '', name = '', value = ''] = form.exec(item) ?? []
    return { action: action as HeaderRule['action'], name, value: value.trim() }
  })

export function headerRulesProblem(text: string): string | undefined {
  const odd = itemsOf(text).find(item => !form.test(item) || (/^\w+Date /.test(item) && !/:\s*\d+$/.test(item)))
  return odd === undefined ? undefined : `must hold items like "set X-Frame-Options: DENY"; ${odd} is not one`
}

const item = /\s*("(?:[^"\\]|\\.)*"|[^",]*)\s*(?:,|$)/y

/** Separated by commas; one that holds a comma stands in double quotes. */
function itemsOf(text: string): string[] {
  const found: string[] = []
  for (item.lastIndex = 0; item.lastIndex < text.length; ) {
    const raw = item.exec(text)?.[1]
    if (raw === undefined) return [...found, text]
    found.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll(/\\(.)/g, '$1') : raw.trim())
  }
  return found.filter(each => each !== '')
}
