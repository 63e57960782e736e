import { defineTransform, list } from 'psconnect/plugin'
import { notEmpty } from './config-checks.ts'

export const dropHeaders = defineTransform({
  name: 'DropHeaders',
  config: {
    headers: list({ doc: 'Names of the headers to remove.', importance: 'high', problem: notEmpty }),
  },
  valueNeeds: () => 'nothing',
  create({ headers: names }) {
    const dropped = new Set(names)
    return {
      apply(record) {
        if (!record.headers.some(({ key }) => dropped.has(key))) return record
        return { ...record, headers: record.headers.filter(({ key }) => !dropped.has(key)) }
      },
    }
  },
})
