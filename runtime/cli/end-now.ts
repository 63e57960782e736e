/**
 * Ends the process, whatever its threads do. An ordinary exit waits for all of them, and one that is in a call of the system that does
 * not return would keep it for ever; another program in this one's place has none of them.
 */
export function endNow(code: number): never {
  if (process.platform !== 'win32')
    process.execve?.(process.execPath, [process.execPath, '-e', `process.exitCode = ${code}`], {})
  return process.exit(code)
}
