/** What was awaited takes too long. */
export class Late extends Error {}

/** The outcome of what is awaited, unless it takes too long: a plugin that never settles is found out so. */
export async function within<T>(limitMs: number, act: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Late(`it had not come to an end after ${limitMs} ms`)), limitMs)
  try {
    return await Promise.race([act(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
