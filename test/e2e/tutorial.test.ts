import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { downStack } from '../stack/named-stack.ts'
import { cannotStart } from '../stack/shared-stack.ts'
import { type Command, Terminal } from './support/terminal.ts'
import { type Block, blocksOf, shows } from './support/tutorial.ts'

const blocks = blocksOf(readFileSync('docs/writing-a-converter.md', 'utf8'))
const sections = [...new Set(blocks.map(({ section }) => section))]
const needsServices = /Kafka/
const limitMs = 120_000

/** Follows the page as a reader does, word by word: with psconnect packed and installed in an empty folder. */
describe('docs/writing-a-converter.md', () => {
  const home = mkdtempSync(join(tmpdir(), 'psconnect-tutorial-'))
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`
  const terminal = new Terminal(home, { PATH: path })
  const atHome = (text: string): string => text.replaceAll('~/psconnect', resolve('.')).replaceAll('~/', `${home}/`)
  let running: { readonly command: Command; readonly block: Block; seen: number } | undefined
  after(async () => {
    running?.command.signal('SIGKILL')
    await downStack('tutorial')
    rmSync(home, { recursive: true, force: true })
  })

  for (const section of sections)
    it(section, { skip: needsServices.test(section) && cannotStart() }, async () => {
      const own = blocks.filter(block => block.section === section)
      for (const [index, block] of own.entries()) await follow(block, own[index + 1])
      if (own.some(({ file }) => file?.endsWith('.test.ts'))) assertTyped(join(home, 'stream', 'photometry'))
    })

  async function follow(block: Block, next: Block | undefined): Promise<void> {
    if (block.language === 'text') return compare(block)
    if (block.language !== 'sh') return writeFileSync(join(home, 'stream', fileOf(block)), block.text)
    running = { command: terminal.run(atHome(block.text)), block, seen: 0 }
    if (next?.language !== 'text') await end()
  }

  /** Holds what the last command prints against what the page shows. */
  async function compare({ text, line }: Block): Promise<void> {
    assert.ok(running, `line ${line} shows what no command has printed`)
    const { command, block } = running
    const shown = text.trim().replace(/\n\^C$/, '')
    const said = (): string => command.said.slice(running?.seen)
    const interrupted = shown !== text.trim()
    if (interrupted || block.mark === 'keeps-running') {
      const until = Date.now() + limitMs
      while (!shows(shown, said(), { toItsEnd: false }) && command.running && Date.now() < until) await sleep(50)
      assert.ok(shows(shown, said(), { toItsEnd: false }), `line ${line} shows\n${shown}\nbut there is\n${said()}`)
      running.seen = command.said.length
      if (!interrupted) return
      command.signal('SIGINT')
      await command.ended
    } else {
      await end()
      assert.ok(shows(shown, said(), { toItsEnd: true }), `line ${line} shows\n${shown}\nbut there is\n${said()}`)
    }
  }

  async function end(): Promise<void> {
    if (!running) return
    const { command, block } = running
    const code = await command.ended
    assert.equal(code === 0, block.mark !== 'fails', `${block.text} ended with ${code}:\n${command.said}`)
  }
})

/** As an editor sees it. */
function assertTyped(folder: string): void {
  const { status, stdout } = spawnSync(resolve('node_modules/.bin/tsc'), ['-p', '.'], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stdout)
}

function fileOf({ file, line }: Block): string {
  assert.ok(file, `line ${line} has code of no file`)
  return file
}
