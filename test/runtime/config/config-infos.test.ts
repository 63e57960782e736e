import assert from 'node:assert/strict'
import { it } from 'node:test'
import { int, list, mapOf, oneOf, password, string } from '../../../runtime/api/config-spec.ts'
import { type ConfigInfo, configInfos, definitions, type GivenTexts } from '../../../runtime/config/config-infos.ts'
import type { Finding } from '../../../runtime/config/report.ts'

const spec = {
  label: string({ doc: 'What stands on it.', importance: 'high' }),
  'size.max': int({ doc: 'Records.', default: 100, aliases: ['max.size'], group: 'Size' }),
  wood: oneOf(['oak', 'pine'], { doc: 'Of what.', default: 'oak' }),
  dividers: list({ doc: 'Inside.', default: ['front', 'back'] }),
  lock: password({ doc: 'What opens it.', optional: true }),
  'tags.': mapOf({ doc: 'On the front.' }),
}

const found = (writtenAs: string, message: string): Finding => ({
  level: 'error',
  file: 'the request',
  writtenAs,
  message,
})

function infos(given: GivenTexts, errors: readonly Finding[] = [], secrets: readonly string[] = []) {
  const all = configInfos('drawer', [{ spec, prefix: '' }], { given, errors, secrets })
  const of = (name: string): ConfigInfo => {
    const info = all.configs.find(({ value }) => value.name === name)
    assert.ok(info, name)
    return info
  }
  return { all, of }
}

it('defines a key as Kafka Connect does', () => {
  assert.deepEqual(infos({}).of('size.max'), {
    definition: {
      name: 'size.max',
      type: 'INT',
      required: false,
      default_value: '100',
      importance: 'MEDIUM',
      documentation: 'Records.',
      group: 'Size',
      order_in_group: 2,
      width: 'MEDIUM',
      display_name: 'size.max',
      dependents: [],
    },
    value: { name: 'size.max', value: '100', recommended_values: [], errors: [], visible: true },
  })
  assert.equal(infos({}).of('dividers').definition?.default_value, 'front,back')
  assert.equal(infos({}).of('label').definition?.required, true)
  assert.equal(infos({}).of('label').value.value, null)
  assert.deepEqual(infos({}).of('wood').value.recommended_values, ['oak', 'pine'])
})

it('tells all groups, and how many errors there are', () => {
  const { all } = infos({}, [found('label', 'label is missing'), found('label', 'label is odd')])
  assert.deepEqual(all.groups, ['General', 'Size'])
  assert.equal(all.error_count, 2)
})

it('puts each error with its key, by whatever name it was given', () => {
  const { of } = infos({ 'max.size': '0' }, [found('max.size', 'max.size must be at least 1')])
  assert.deepEqual(of('size.max').value.errors, ['max.size must be at least 1'])
  assert.equal(of('size.max').value.value, '0')
})

it('keeps an error about a key that nobody knows', () => {
  const { of } = infos({ lable: 'A' }, [found('lable', 'did you mean label?')])
  assert.equal(of('lable').definition, null)
  assert.deepEqual(of('lable').value.errors, ['did you mean label?'])
})

it('shows no secret, but where one comes from', () => {
  assert.equal(infos({ lock: 'swordfish' }).of('lock').value.value, '[hidden]')
  assert.equal(infos({ lock: '${env:LOCK}' }).of('lock').value.value, '${env:LOCK}')
  assert.equal(infos({ lock: '${env:LOCK}swordfish' }).of('lock').value.value, '[hidden]')
  assert.equal(infos({ label: 'my swordfish' }, [], ['swordfish']).of('label').value.value, 'my [hidden]')
})

it('tells of the given keys of a map', () => {
  const { of, all } = infos({ 'tags.colour': 'red' })
  assert.equal(of('tags.colour').value.value, 'red')
  assert.equal(all.configs.length, 6)
  assert.ok(definitions([{ spec, prefix: '' }]).some(({ name }) => name === 'tags.*'))
})

it('tells of a key once where two sections have it, and leaves out what nobody has given where that is wanted', () => {
  const sections = [
    { spec, prefix: '' },
    { spec: { label: spec.label }, prefix: '' },
    { spec, prefix: 'inner.', onlyGiven: true },
  ]
  const { configs } = configInfos('drawer', sections, { given: { 'inner.wood': 'pine' }, errors: [], secrets: [] })
  const names = configs.map(({ value }) => value.name)
  assert.equal(names.filter(name => name === 'label').length, 1)
  assert.deepEqual(
    names.filter(name => name.startsWith('inner.')),
    ['inner.wood'],
  )
})
