/** Ends the process once all that it has written is read: a pipe holds 64 KiB, and what has no place in it yet would be lost. */
export function endProcess(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}
