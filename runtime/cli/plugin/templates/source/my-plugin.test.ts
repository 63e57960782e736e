import assert from 'node:assert/strict'
import { it } from 'node:test'
import { checkSource } from 'psconnect/plugin/testing'
import samples from './my-plugin.samples.ts'
import plugin from './my-plugin.ts'

it('keeps the contract of sources', () => checkSource(plugin, samples))

it('need not be told how much there is', () => assert.equal(plugin.config.count.default, 1_000))
