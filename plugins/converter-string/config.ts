import { string } from 'psconnect/plugin'
import { charsetNames, charsetOf } from './charsets.ts'

export const config = {
  'converter.encoding': string({
    default: 'UTF-8',
    doc: `The character set of the bytes: ${charsetNames.join(', ')}.`,
    importance: 'high',
    group: 'Text',
    aliases: ['encoding'],
    recommended: charsetNames,
    problem: name => (charsetOf(name) ? undefined : `must be one of ${charsetNames.join(', ')}`),
  }),
}
