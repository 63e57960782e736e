/** From here on a native copy is faster than a loop. */
const worthACall = 24

/** What a codec of the LZ77 family writes: bytes as they stand, and repetitions of what was written before. Never beyond its length. */
export class DecodedBytes {
  readonly bytes: Buffer
  position = 0

  constructor(length: number) {
    // Slow: not a slice of a pool, which would be pinned whole.
    this.bytes = Buffer.allocUnsafeSlow(length)
  }

  /** Takes bytes over from the input. */
  literal(input: Buffer, start: number, length: number): void {
    const { bytes, position } = this
    if (length > bytes.length - position) throw new RangeError('more bytes than announced')
    if (length > input.length - start) throw new RangeError('cut off within literal bytes')
    if (length < worthACall) for (let i = 0; i < length; i++) bytes[position + i] = input[start + i] as number
    else input.copy(bytes, position, start, start + length)
    this.position = position + length
  }

  /** Writes again what was written so many bytes ago; it may run into what it writes itself. */
  repeat(distance: number, length: number): void {
    const { bytes, position } = this
    if (length > bytes.length - position) throw new RangeError('more bytes than announced')
    if (distance === 0 || distance > position) throw new RangeError(`repeats what stood ${distance} bytes before`)
    const from = position - distance
    if (length < worthACall || distance < length)
      for (let i = 0; i < length; i++) bytes[position + i] = bytes[from + i] as number
    else bytes.copyWithin(position, from, from + length)
    this.position = position + length
  }
}
