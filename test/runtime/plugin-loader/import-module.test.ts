import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { ConnectError } from '../../../runtime/api/errors.ts'
import { importModule } from '../../../runtime/plugin-loader/import-module.ts'
import { folderWith } from './support/folder.ts'

const folder = folderWith({
  'throws.mjs': '// One line, and then\nfunction fail() { throw new RangeError("too far") }\nfail()',
  'throws-text.mjs': 'throw "only text"',
  'faulty.ts': 'const one: number = 1\nexport default {\n  one 2\n}',
  'faulty.mjs': 'const one = 1\nexport default {\n  one 2\n}',
  'enum.ts': '\nenum Colour { red }\nexport default Colour',
  'missing.mjs': 'import "./not-there.mjs"',
  'no-such-export.mjs': '\nimport { nothing } from "node:fs"\nexport default nothing',
  'imports-faulty.mjs': 'import "./faulty.mjs"',
  'type.ts': 'import { Dirent } from "./helper.ts"',
  'helper.ts': 'export const one = 1',
  'no-ending.ts': 'import { one } from "./helper"',
  'other-ending.ts': 'import { one } from "./helper.js"',
  'commonjs.cjs': 'const { one } = require("not-there")',
  'waits.mjs': 'await new Promise(() => {})',
})

async function problemOf(name: string): Promise<string> {
  const failure: unknown = await importModule(pathToFileURL(`${folder}/${name}`).href).catch((error: unknown) => error)
  assert.ok(ConnectError.is(failure) && failure.code === 'PLUGIN_INCOMPATIBLE')
  return failure.message.replaceAll(folder, '.')
}

const problems: Readonly<Record<string, RegExp>> = {
  'throws.mjs': /^\.\/throws\.mjs:2: too far$/,
  'throws-text.mjs': /^\.\/throws-text\.mjs: only text$/,
  'faulty.ts': /^\.\/faulty\.ts:3: /,
  'faulty.mjs': /^\.\/faulty\.mjs:3: Unexpected number$/,
  'enum.ts': /^\.\/enum\.ts:2: .*enum.*without them it must be JavaScript/,
  'missing.mjs': /^\.\/missing\.mjs: Cannot find module '\.\/not-there\.mjs'/,
  'no-such-export.mjs': /^\.\/no-such-export\.mjs:2: .*does not provide an export named 'nothing'$/,
  'type.ts': /named 'Dirent' \(if it is a type, write import type \{ Dirent \}\)$/,
  'no-ending.ts': /^\.\/no-ending\.ts: Cannot find module .* \(an import names the whole file: there is helper\.ts\)$/,
  'other-ending.ts': /\(an import names the whole file: there is helper\.ts\)$/,
  'commonjs.cjs':
    /Cannot find module 'not-there' \(a plugin is an ES module: write import … from instead of require, and export default\)$/,
  'imports-faulty.mjs': /^\.\/imports-faulty\.mjs, or a module that it imports: Unexpected number$/,
}
for (const [name, problem] of Object.entries(problems))
  it(`says what is wrong and where: ${name}`, async () => assert.match(await problemOf(name), problem))

it('waits for a module only so long', async context => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const problem = problemOf('waits.mjs')
  context.mock.timers.tick(10_000)
  assert.equal(
    await problem,
    './waits.mjs: its import does not end: an await outside of its functions has waited for 10 s',
  )
})
