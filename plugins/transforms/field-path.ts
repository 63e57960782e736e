/**
 * The steps to a field. V1: the text is the name of one field. V2: steps are separated by dots; one between backticks may hold dots,
 * and backticks with a backslash before them. Throws a RangeError whose message goes on after the name of the key.
 */
export function fieldPath(text: string, version: 'V1' | 'V2'): readonly string[] {
  if (version === 'V1') return [text]
  const steps: string[] = []
  for (let at = 0; at <= text.length; ) {
    const { step, end } = text[at] === '`' ? quotedStep(text, at) : plainStep(text, at)
    steps.push(step)
    at = end + 1
  }
  return steps
}

interface Step {
  readonly step: string
  /** Where the dot behind it stands, or the text ends. */
  readonly end: number
}

function plainStep(text: string, from: number): Step {
  const dot = text.indexOf('.', from)
  const end = dot < 0 ? text.length : dot
  return { step: text.slice(from, end), end }
}

/** Ends with a backtick before a dot or the end. Other backticks are part of the name; before a dot they need a backslash. */
function quotedStep(text: string, from: number): Step {
  for (let at = text.indexOf('`', from + 1); at >= 0; at = text.indexOf('`', at + 1)) {
    const ends = at + 1 === text.length || text[at + 1] === '.'
    if (ends && text[at - 1] !== '\\')
      return { step: text.slice(from + 1, at).replaceAll(/\\`(?=\.)/g, '`'), end: at + 1 }
  }
  throw new RangeError(`has a backtick without a second one, from ${text.slice(from)} on`)
}
