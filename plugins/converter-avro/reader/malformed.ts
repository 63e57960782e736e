/** What is wrong with a message, and at which of its bytes. Becomes a ConnectError where the field's path is known. */
export class Malformed extends Error {
  readonly position: number

  constructor(what: string, position: number) {
    super(what)
    this.position = position
  }
}
