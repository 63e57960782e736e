import { isPath } from '../../config/plugin-lookup.ts'
import { isModule } from '../../plugin-loader/search-folders.ts'

/** On a command line, the path of a converter need not begin with `./`. */
export const nameOrPath = (converter: string): string =>
  isPath(converter) || !isModule(converter) ? converter : `./${converter}`
