const topicBytes = 256

/** What a thread says of itself, in memory that the main thread can read also when the thread no longer answers. */
export interface SharedPlace {
  readonly numbers: Int32Array<SharedArrayBuffer>
  readonly offset: BigInt64Array<SharedArrayBuffer>
  readonly topic: Uint8Array<SharedArrayBuffer>
}

/** Places in `numbers`. */
const beats = 0
const slotAfter = 1
const stage = 2
const partition = 3
const topicLength = 4

/** The parts of the pipeline that are called with records. Those from `transform` on are the transforms, in their order. */
export const at = { keyConverter: 0, valueConverter: 1, headerConverter: 2, sink: 3, transform: 4 } as const

export const sharePlace = (): SharedPlace => ({
  numbers: new Int32Array(new SharedArrayBuffer(4 * 5)),
  offset: new BigInt64Array(new SharedArrayBuffer(8)),
  topic: new Uint8Array(new SharedArrayBuffer(topicBytes)),
})

interface Record {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/**
 * Notes which record and which plugin a task is at, for as long as it works without waiting. Plain stores: a few nanoseconds a
 * record, and whoever reads them while they change sees a place that was just left.
 */
export class Place {
  readonly #shared: SharedPlace
  readonly #slot: number

  constructor(shared: SharedPlace, slot: number) {
    this.#shared = shared
    this.#slot = slot
  }

  /** Work on records of this one's partition begins. */
  enter(first: Record, code: number): void {
    const { numbers, topic } = this.#shared
    numbers[topicLength] = encoder.encodeInto(first.topic, topic).written
    numbers[partition] = first.partition
    this.record(first.offset)
    this.stage(code)
    numbers[slotAfter] = this.#slot + 1
  }

  record(offset: bigint): void {
    this.#shared.offset[0] = offset
  }

  stage(code: number): void {
    this.#shared.numbers[stage] = code
  }

  /** Whatever comes next is not work on these records. */
  leave(): void {
    this.#shared.numbers[slotAfter] = 0
  }
}

const encoder = new TextEncoder()

/** To be called whenever the thread has time: it is alive, also where it only waits. */
export const beat = ({ numbers }: SharedPlace): void => void Atomics.add(numbers, beats, 1)

/** Whether there was a beat. */
export const hasBegun = ({ numbers }: SharedPlace): boolean => Atomics.load(numbers, beats) > 0

/** What changes while the thread does anything at all. */
export const signsOfLife = ({ numbers, offset }: SharedPlace): string =>
  `${Atomics.load(numbers, beats)} ${Atomics.load(numbers, slotAfter)} ${Atomics.load(numbers, stage)} ${Atomics.load(offset, 0)}`

/** Where a thread is. */
export interface At extends Record {
  readonly slot: number
  readonly stage: number
}

/** Undefined where it is not at work on records, or runs what a plugin does by itself, such as after a wait. */
export function whereIs({ numbers, offset, topic }: SharedPlace): At | undefined {
  const slot = Atomics.load(numbers, slotAfter) - 1
  if (slot < 0) return undefined
  const name = Uint8Array.from(topic.subarray(0, Atomics.load(numbers, topicLength)))
  return {
    slot,
    stage: Atomics.load(numbers, stage),
    topic: new TextDecoder().decode(name),
    partition: Atomics.load(numbers, partition),
    offset: Atomics.load(offset, 0),
  }
}
