import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { hexView } from '../../../../runtime/cli/convert/hex-view.ts'

const view = (bytes: Uint8Array, position?: number) => hexView(bytes, position).map(stripVTControlCharacters)

describe('the hex view', () => {
  it('shows the rows around a byte, and marks it', () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, at) => at)
    assert.deepEqual(view(bytes, 0x45), [
      '00000020  20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f  | !"#$%&\'()*+,-./|',
      '00000030  30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  |0123456789:;<=>?|',
      '00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|',
      '                         ^^ byte 69',
      '00000050  50 51 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f  |PQRSTUVWXYZ[\\]^_|',
      '00000060  60 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f  |`abcdefghijklmno|',
    ])
  })

  it('marks the end where nothing more came', () => {
    assert.deepEqual(view(Buffer.from('abc'), 3), [
      '00000000  61 62 63                                         |abc|',
      '                   ^^ the end',
    ])
    assert.equal(view(new Uint8Array(16), 16).at(-1), '          ^^ the end')
    assert.deepEqual(view(new Uint8Array(), 0).length, 2)
  })

  it('marks the end for a position that lies beyond it', () => {
    assert.equal(view(Buffer.from('abc'), 1000).at(-1), '                   ^^ the end')
  })

  it('shows how the bytes begin where there is no position', () => {
    const rows = view(new Uint8Array(1000))
    assert.equal(rows.length, 5)
    assert.equal(view(new Uint8Array(3)).length, 1)
    assert.match(rows[0] ?? '', /^00000000 {2}00 /)
  })
})
