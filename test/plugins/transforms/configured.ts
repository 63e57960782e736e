import assert from 'node:assert/strict'
import plugins from '../../../plugins/transforms/index.ts'
import type { Plugin, PluginKind } from '../../../runtime/api/plugin.ts'
import { KeyCheck } from '../../../runtime/config/key-check.ts'
import { Report } from '../../../runtime/config/report.ts'
import { validate } from '../../../runtime/config/validate.ts'

const home = (key: string) => ({ file: 'connector', writtenAs: key })

/** A plugin of the package, and its configuration or what is wrong with it. */
export function configured<K extends PluginKind>(kind: K, name: string, texts: Readonly<Record<string, string>>) {
  const found = (plugins as readonly unknown[] as readonly Plugin[]).find(
    each => each.kind === kind && each.name === name,
  )
  const plugin = (found ?? assert.fail(`there is no ${kind} ${name}`)) as Extract<Plugin, { kind: K }>
  const report = new Report(['connector'])
  const keys = new KeyCheck()
  const entries = Object.entries(texts).map(([key, text]) => ({ key, writtenAs: key, text, file: 'connector' }))
  const config = validate(plugin, { subject: `the ${kind} ${name}`, entries, home }, { report, keys })
  keys.settle(report, true)
  return { plugin, config, problems: [...report.errors, ...report.notices].map(({ message }) => message) }
}

export const context = {
  log: { debug: assert.fail, info: assert.fail, warn: assert.fail, error: assert.fail },
  signal: new AbortController().signal,
}
