/** One block of code on a page, with what the page says of it. */
export interface Block {
  /** The last heading before it. */
  readonly section: string
  /** For messages. */
  readonly line: number
  readonly language: string
  /** What stands behind the language. */
  readonly mark: string
  readonly text: string
  /** The file that the words before it end with, as in "Save this as `a.ts`:". */
  readonly file: string | undefined
}

/** The blocks of a page in their order. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: ([\w-]+))?\n([^]*?)^```$/gm)].map(match => {
    const [, language = '', mark = '', text = ''] = match
    const before = page.slice(0, match.index)
    return {
      section: [...before.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? '',
      line: before.split('\n').length,
      language,
      mark,
      text,
      file: /`([\w./-]+)`[^`]*$/.exec(lastParagraph(before))?.[1],
    }
  })
}

const lastParagraph = (text: string): string => text.trimEnd().split('\n\n').at(-1) ?? ''

/** Whether this is what a page shows: `…` stands for what differs, alone on its line also for lines. */
export function shows(shown: string, text: string, { toItsEnd }: { readonly toItsEnd: boolean }): boolean {
  const lines = shown.trim().split('\n')
  const pattern = lines.map((line, index) =>
    line === '…' ? '[^]*' : `${patternOf(line)}${index < lines.length - 1 ? '\n' : ''}`,
  )
  return new RegExp(`^${pattern.join('')}${toItsEnd ? '\\s*$' : ''}`).test(text.trimStart())
}

const patternOf = (line: string): string => line.split('…').map(escaped).join('.*')

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
