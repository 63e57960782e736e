import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineConverter, string } from '../../../runtime/api/index.ts'
import type { Plugin } from '../../../runtime/api/plugin.ts'
import { shapeProblems } from '../../../runtime/plugin-loader/check-shape.ts'

const create = () => ({ decode: () => ({ schema: null, value: null }), encode: () => new Uint8Array() })
const good = defineConverter({ name: 'good', config: { key: string({ doc: '', optional: true }) }, create })

it('finds nothing wrong with what a define function has made, with and without a version', () => {
  assert.deepEqual(shapeProblems(good as unknown as Plugin), [])
  assert.deepEqual(shapeProblems({ ...good, api: 1 } as unknown as Plugin), [])
})

it('says all that is to be changed at once', () => {
  assert.deepEqual(shapeProblems({}), [
    'it must be made by defineSource, defineConverter, defineTransform, definePredicate or defineSink',
    'name must be text',
    'config must be an object, {} for a plugin without keys',
    'create must be a function',
  ])
})

it('refuses another version of the plugin API, and a key that is no field', () => {
  const odd = { ...good, api: 2, config: { colour: 'red' } } as unknown as Plugin
  assert.deepEqual(shapeProblems(odd), [
    'it is made for version 2 of the plugin API, but this psconnect has version 1: install a psconnect, or a version of the plugin, that fits',
    'config["colour"] must be made by string(), int(), boolean() or the like',
  ])
})
