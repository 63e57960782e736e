/** The exact digits of a decimal whose unscaled value is in two's complement, most significant byte first. */
export function decimalText(bytes: Uint8Array, scale: number): string {
  let unscaled = 0n
  if (bytes.length > 0) {
    unscaled = BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`)
    unscaled = BigInt.asIntN(bytes.length * 8, unscaled)
  }
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`
}

/** The inverse; as many bytes as it takes, or `size` of them. Undefined where `text` is no decimal with at most `scale` decimals. */
export function decimalBytes(text: string, scale: number, size?: number): Uint8Array | undefined {
  const [, sign, whole = '', decimals = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (sign === undefined || decimals.length > scale) return undefined
  const magnitude = BigInt(whole + decimals.padEnd(scale, '0'))
  const unscaled = sign === '-' ? -magnitude : magnitude
  const needed = bytesFor(unscaled)
  const length = size ?? needed
  if (length < needed) return undefined
  const hex = BigInt.asUintN(length * 8, unscaled).toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(length * 2, '0'), 'hex'))
}

function bytesFor(unscaled: bigint): number {
  const bits = (unscaled < 0n ? -unscaled - 1n : unscaled).toString(2).length
  return Math.ceil((bits + 1) / 8)
}
