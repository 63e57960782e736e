import { defineTransform } from 'psconnect/plugin'

/** Drops records: those of which its predicate is true, or, without one, all. */
export const filter = defineTransform({
  name: 'Filter',
  config: {},
  valueNeeds: () => 'nothing',
  create: () => ({ apply: () => null }),
})
