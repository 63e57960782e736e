interface Payload {
  readonly bytes: Uint8Array
  readonly label: string
}

const perPayload = 200
const hugeBytes = 2 ** 21

/** Every beginning of these bytes but the whole. Of long ones only some, the shortest and the longest among them. */
export function truncated({ bytes, label }: Payload): Payload[] {
  const step = Math.ceil(bytes.length / 2_000)
  const lengths = Array.from({ length: bytes.length }, (_, length) => length)
  return lengths
    .filter(length => length < 500 || bytes.length - length < 500 || length % step === 0)
    .map(length => ({ bytes: bytes.slice(0, length), label: `${label} cut to ${length} bytes` }))
}

/** Copies with one to four bytes changed, inserted or left out: the same each time for a seed. */
export function damaged({ bytes, label }: Payload, seed: number): Payload[] {
  const random = randomNumbers(seed * 65_537 + bytes.length)
  return Array.from({ length: perPayload }, (_, index) => {
    const copy = [...bytes]
    for (let changes = 1 + random(4); changes > 0; changes--) change(copy, random)
    return { bytes: Uint8Array.from(copy), label: `${label} damaged (seed ${seed}, copy ${index})` }
  })
}

/** A few that are far larger than any reader would expect. */
export function huge(payloads: readonly Payload[]): Payload[] {
  const [first] = payloads.filter(({ bytes }) => bytes.length > 0)
  const repeated = first && { bytes: repeat(first.bytes), label: `${first.label} repeated to ${hugeBytes} bytes` }
  const zeros = { bytes: new Uint8Array(hugeBytes), label: `${hugeBytes} zeros` }
  return repeated ? [zeros, repeated] : [zeros]
}

function repeat(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(hugeBytes)
  for (let at = 0; at < hugeBytes; at += bytes.length) all.set(bytes.subarray(0, hugeBytes - at), at)
  return all
}

type Random = (limit: number) => number

function change(bytes: number[], random: Random): void {
  const at = random(bytes.length + 1)
  const kind = random(3)
  if (kind === 0) bytes.splice(at, 1, random(256))
  else if (kind === 1) bytes.splice(at, 0, random(256))
  else bytes.splice(at, 1)
}

/** Whole numbers below a limit, the same for the same seed (xorshift, whose state must not be zero). */
function randomNumbers(seed: number): Random {
  let state = seed | 0 || 1
  return limit => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}
