import type { FieldPath } from 'psconnect/plugin'

export const isPath = (text: string): boolean => !fieldPath(text).includes('')

/** Of `diaSource.band`: the names from the outermost field to the innermost. */
export const fieldPath = (text: string): FieldPath => text.split('.')
