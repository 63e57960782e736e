const perPayload = 200

/** Every beginning of these bytes but the whole. Of long ones only some, the shortest and the longest among them. */
export function truncated(bytes: Uint8Array): Uint8Array[] {
  const step = Math.ceil(bytes.length / 2_000)
  const lengths = Array.from({ length: bytes.length }, (_, length) => length)
  return lengths
    .filter(length => length < 500 || bytes.length - length < 500 || length % step === 0)
    .map(length => bytes.subarray(0, length))
}

/** Copies with one to four bytes changed, inserted or left out: the same each time. */
export function damaged(bytes: Uint8Array): Uint8Array[] {
  const random = randomNumbers(bytes.length + 1)
  return Array.from({ length: perPayload }, () => {
    const copy = [...bytes]
    for (let changes = 1 + random(4); changes > 0; changes--) change(copy, random)
    return Uint8Array.from(copy)
  })
}

type Random = (limit: number) => number

function change(bytes: number[], random: Random): void {
  const at = random(bytes.length + 1)
  const kind = random(3)
  if (kind === 0) bytes.splice(at, 1, random(256))
  else if (kind === 1) bytes.splice(at, 0, random(256))
  else bytes.splice(at, 1)
}

/** Whole numbers below a limit, the same for the same seed (xorshift). */
function randomNumbers(seed: number): Random {
  let state = seed
  return limit => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}
