import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseJaas } from '../../../clients/kafka/jaas.ts'

const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule'
const options = (text: string) => ({ ...parseJaas(text).options })

it('reads the deployment’s login, whose two lines meet without a blank', () => {
  const text = `${scram} required username="pittgoogle-idfint"password="secret";`
  assert.equal(parseJaas(text).loginModule, scram)
  assert.deepEqual(options(text), { username: 'pittgoogle-idfint', password: 'secret' })
})

it('takes blanks around the equals sign, either quote, and any case of the flag', () => {
  assert.deepEqual(options(`M REQUIRED a = 'x y' b\n=\t"z" ;`), { a: 'x y', b: 'z' })
})

it('knows the escapes of C in quotes, and no other', () => {
  assert.deepEqual(options(String.raw`M required p="a\"b\\c\101\z\n";`), { p: 'a"b\\cAz\n' })
})

it('takes an unquoted value of letters', () => {
  assert.deepEqual(options('M required useKeyTab=true ;'), { useKeyTab: 'true' })
})

it('keeps what looks like syntax when it stands in quotes', () => {
  assert.deepEqual(options('M required password=";=/*//";'), { password: ';=/*//' })
})

it('passes over comments, of which a bare slash starts one', () => {
  assert.deepEqual(options('M required /* one */ a="1" // two\n b="2" / three\n;'), { a: '1', b: '2' })
})

it('keeps an option called __proto__', () => {
  assert.deepEqual(Object.keys(parseJaas('M required __proto__="x";').options), ['__proto__'])
})

const wrong = [
  ['', /names no login module/],
  ['M sometimes a="b";', /needs required/],
  ['M required a="b"', /semicolon/],
  ['M required a=;', /no value for a/],
  ['M required password=12;', /no value|semicolon|quote/],
  ['M required a="b', /quote that is not closed/],
  ['M required a="b"; N required;', /exactly one entry/],
] as const
for (const [text, reason] of wrong)
  it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseJaas(text), reason))
