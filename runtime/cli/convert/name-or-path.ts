import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isPath } from '../../config/plugin-lookup.ts'
import { scanBuiltIns } from '../../plugin-loader/scan.ts'
import { isModule } from '../../plugin-loader/search-folders.ts'

/** On a command line, the path of a converter need not begin with `./`. */
export const nameOrPath = (converter: string): string =>
  !isPath(converter) && (isModule(converter) || isFolderOfOne(converter)) ? `./${converter}` : converter

/** What is built in goes before what lies here, as everywhere. */
const isFolderOfOne = (converter: string): boolean =>
  existsSync(join(converter, 'package.json')) && scanBuiltIns().every(({ name }) => name !== converter)
