import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'

/** Whoever reads the file meanwhile sees what it held before or all of this. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}`
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}
