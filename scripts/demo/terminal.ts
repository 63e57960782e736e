import { styleText } from 'node:util'

const out = process.stdout
/** How often a step says how far it is where lines cannot be rewritten. */
const everyMs = 3_000

export const isTerminal = out.isTTY
export const bold = (text: string): string => styleText('bold', text)
export const dim = (text: string): string => styleText('dim', text)

const green = (text: string): string => styleText('green', text)
const red = (text: string): string => styleText('red', text)

export const say = (line = ''): void => {
  out.write(`${line}\n`)
}

/** Says how far a step is. */
export type Report = (state: string) => void

/** Does one step and shows it as one line: what it does, how far it is, and in the end how long it took. */
export async function step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
  const start = performance.now()
  const line = isTerminal ? liveLine(title) : plainLines(title)
  try {
    const result = await work(line.report)
    line.end(green('✔'), seconds(performance.now() - start))
    return result
  } catch (error) {
    line.end(red('✘'), seconds(performance.now() - start))
    throw error
  }
}

/** A step in which another program writes to the terminal: its line stands above that, and one below says how it ended. */
export async function stepOfAnother(
  { title, end }: { readonly title: string; readonly end: string },
  work: (report: Report) => Promise<void>,
): Promise<void> {
  if (!isTerminal) return step(title, work)
  const start = performance.now()
  say(`${dim('▸')} ${title}\n`)
  await work(() => {})
  say(`\n${green('✔')} ${end}  ${dim(seconds(performance.now() - start))}`)
}

export const succeed = (text: string): void => say(`\n${green(text)}`)
export const fail = (error: unknown): void => say(`\n${red(error instanceof Error ? error.message : String(error))}`)

interface Line {
  readonly report: Report
  end(mark: string, took: string): void
}

/** The cursor goes back to the start, so that what someone else writes covers the line instead of going on in it. */
const rewrite = (text: string): boolean => out.write(`\r\x1b[2K${text}\r`)

function liveLine(title: string): Line {
  const start = performance.now()
  let state = ''
  const draw = () => {
    const end = [state, seconds(performance.now() - start, 0)].filter(part => part !== '').join('  ')
    rewrite(`${dim('▸')} ${fitting(title, out.columns - 5 - end.length)}  ${dim(end)}`)
  }
  draw()
  // Also where nothing is reported: a line that moves says that something is going on.
  const timer = setInterval(draw, 1_000)
  return {
    report: now => {
      state = now
      draw()
    },
    end: (mark, took) => {
      clearInterval(timer)
      say(`\r\x1b[2K${mark} ${title}  ${dim(took)}`)
    },
  }
}

/** A line that wraps cannot be rewritten. */
export const fitting = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`

function plainLines(title: string): Line {
  let last = performance.now()
  say(`- ${title}`)
  return {
    report: state => {
      if (performance.now() - last < everyMs) return
      last = performance.now()
      say(`  ${state}`)
    },
    end: (mark, took) => say(`${mark} ${took}`),
  }
}

const seconds = (milliseconds: number, digits = 1): string => `${(milliseconds / 1000).toFixed(digits)} s`

export const grouped = (count: number): string => count.toLocaleString('en-US')
