import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkSink } from 'psconnect/plugin/testing'
import samples from './my-plugin.samples.ts'
import plugin from './my-plugin.ts'

it('keeps the contract of sinks', () => checkSink(plugin, samples))

it('must be told its file', () => assert.equal(plugin.config.file.required, true))
