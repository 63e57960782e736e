/** What one request may take; a client that is slow or sends too much costs the worker no more than this. */
export const limits = {
  bodyBytes: 1024 * 1024,
  /** Of a body that is refused. */
  passedOverBytes: 16 * 1024 * 1024,
  headerBytes: 16 * 1024,
  /** Until the headers are there, and until the whole request is. */
  headersMs: 10_000,
  requestMs: 30_000,
  /** As in Kafka Connect: what takes longer goes on, but is answered with 500. */
  answerMs: 90_000,
  /** Without a byte in either direction, longer than any answer takes. */
  idleMs: 120_000,
  /** Between two requests of a connection. */
  keepAliveMs: 5_000,
  connections: 256,
  /** What a stop waits for answers that are under way. */
  stopMs: 5_000,
} as const
