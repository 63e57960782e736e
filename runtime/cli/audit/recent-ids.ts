/** Pub/Sub delivers a message again when it was not acknowledged in time, within a minute or so. */
const most = 100_000

/** The ids of the last messages: enough to know one that is delivered again, in memory that does not grow. */
export class RecentIds {
  #recent = new Set<string>()
  #before: ReadonlySet<string> = new Set()

  /** False: it was there. */
  add(id: string): boolean {
    if (this.#recent.has(id) || this.#before.has(id)) return false
    this.#recent.add(id)
    if (this.#recent.size >= most) {
      this.#before = this.#recent
      this.#recent = new Set()
    }
    return true
  }
}
