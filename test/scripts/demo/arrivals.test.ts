import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { acts } from '../../../scripts/demo/acts.ts'
import { Arrivals } from '../../../scripts/demo/arrivals.ts'
import { alertGenerator } from '../../fixtures/alerts/index.ts'

const alertAt = alertGenerator()
const places = ['0/0', '1/0', '0/1']
const produced = { indexAt: new Map(places.map((place, index) => [place, index])), alertAt }
const [bytes] = acts

let ids = 0
function message(place: string, data: Uint8Array) {
  const [partition = '', offset = ''] = place.split('/')
  const attributes = { 'kafka.partition': partition, 'kafka.offset': offset }
  return { id: String(ids++), data, attributes, publishTime: new Date(1_000 + ids) }
}

function arrivalsOf(...messages: ReturnType<typeof message>[]): Arrivals {
  assert.ok(bytes)
  const arrivals = new Arrivals(produced, bytes)
  for (const one of messages) arrivals.take(one)
  return arrivals
}

const all = () => places.map((place, index) => message(place, alertAt(index)))

describe('what the demo checks', () => {
  it('finds nothing wrong where each record arrived as it was produced', () => {
    const { problems, arrived, duplicates } = arrivalsOf(...all())
    assert.deepEqual({ problems, arrived, duplicates }, { problems: [], arrived: 3, duplicates: 0 })
  })

  it('says which records are missing', () => {
    const { problems, missing } = arrivalsOf(...all().slice(0, 2))
    assert.deepEqual(missing, ['0/1'])
    assert.match(problems.join(), /1 records are missing.*0\/1/)
  })

  it('sees a single byte that differs', () => {
    const data = alertAt(0)
    data.writeUInt8(data.readUInt8(40_000) ^ 1, 40_000)
    assert.match(arrivalsOf(message('0/0', data), ...all().slice(1)).problems.join(), /from 0\/0, its bytes/)
  })

  it('sees bytes under the coordinates of another record', () => {
    assert.match(arrivalsOf(message('0/0', alertAt(1)), ...all().slice(1)).problems.join(), /from 0\/0, its bytes/)
  })

  it('sees a message that was never produced', () => {
    assert.match(arrivalsOf(...all(), message('4/7', alertAt(0))).problems.join(), /4\/7, where nothing was produced/)
  })

  it('counts a record that was published twice, which is no problem', () => {
    const { duplicates, problems } = arrivalsOf(...all(), message('1/0', alertAt(1)))
    assert.deepEqual({ duplicates, problems }, { duplicates: 1, problems: [] })
  })

  it('does not count a message that Pub/Sub delivered twice', () => {
    const messages = all()
    assert.equal(arrivalsOf(...messages, ...messages).duplicates, 0)
  })
})
