import { boolean, type Field, list, string } from '../api/config-spec.ts'

/** What the host itself reads of `transforms.NAME.*`; the rest is the transform's own. */
export const transformSpec = {
  type: string({ doc: 'The transform: its short name, Java class name, package or path.', importance: 'high' }),
  predicate: string({
    doc: 'The predicate, by its name in predicates, that decides to which records the transform is applied. Without it: to all.',
    optional: true,
  }),
  negate: boolean({
    doc: 'Applies the transform to the other records: those the predicate is not true of.',
    optional: true,
  }),
}

/** What the host itself reads of `predicates.NAME.*`; the rest is the predicate's own. */
export const predicateSpec = {
  type: string({ doc: 'The predicate: its short name, Java class name, package or path.', importance: 'high' }),
}

/** A list of names that each have keys of their own. */
export const nameList = (doc: string): Field<readonly string[]> =>
  list({
    doc,
    default: [],
    problem: text => (namesIn(text).length > new Set(namesIn(text)).size ? 'must hold each name once' : undefined),
  })

/** In the order of the list. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
