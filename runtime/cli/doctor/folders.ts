import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { DiagnosisFinding, DiagnosisStep } from '../../api/diagnosis.ts'

/** Whether there can be written to a folder, which need not exist yet. */
export const folderStep = ({ key, path }: { readonly key: string; readonly path: string }): DiagnosisStep => ({
  name: key,
  run: () => lookAtFolder(resolve(path)),
})

const megabyte = 1e6
const littleBytes = 100 * megabyte

async function lookAtFolder(path: string): Promise<DiagnosisFinding> {
  const folder = await nearest(path)
  const { username } = userInfo()
  const another = 'name another folder'
  if (!(await stat(folder)).isDirectory()) return { outcome: 'failed', text: `${folder} is no folder`, remedy: another }
  try {
    await access(folder, constants.W_OK)
  } catch {
    const remedy = `give it the right to, or ${another}`
    return { outcome: 'failed', text: `${username} may not write to ${folder}`, remedy }
  }
  const { bavail, bsize } = await statfs(folder)
  const free = `${sizeOf(bavail * bsize)} free`
  if (bavail * bsize < littleBytes)
    return { outcome: 'warning', text: `only ${free} in ${path}`, remedy: `make room, or ${another}` }
  return { outcome: 'ok', text: folder === path ? `${path}: ${free}` : `${path} can be made: ${free}` }
}

const sizeOf = (bytes: number): string =>
  bytes < 1000 * megabyte ? `${Math.round(bytes / megabyte)} MB` : `${Math.round(bytes / megabyte / 1000)} GB`

/** The folder itself or, where there is none yet, the one in which it is going to be. */
async function nearest(path: string): Promise<string> {
  try {
    await access(path, constants.F_OK)
    return path
  } catch {
    return dirname(path) === path ? path : nearest(dirname(path))
  }
}
