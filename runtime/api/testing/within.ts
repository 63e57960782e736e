/** The outcome of what is awaited, unless it takes too long: a plugin that never settles is found out so. */
export async function within<T>(limitMs: number, what: string, act: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`${what} did not settle within ${limitMs} ms`)), limitMs)
  try {
    return await Promise.race([act(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
