import { oneOf, string } from 'psconnect/plugin'
import { accepts } from './config-checks.ts'
import { fieldsOf, ofFields, replaceNull } from './fields.ts'
import { dateWriter } from './format-date.ts'
import { keyAndValue } from './key-or-value.ts'
import { fieldSchemas, madeOnce, withFields } from './schemas.ts'
import { timeConversion } from './time-conversion.ts'

/** Changes the form of a time: text, a number, or one of Kafka Connect's types. */
export const timestampConverter = keyAndValue({
  name: 'TimestampConverter',
  config: {
    'target.type': oneOf(['string', 'unix', 'Date', 'Time', 'Timestamp'], {
      doc: 'The form to change to: text as format says, a number as unix.precision says, the day alone, the time of day alone, or a time.',
      importance: 'high',
    }),
    field: string({ doc: 'The field that is changed; if empty, the whole key or value.', default: '' }),
    format: string({
      doc: "How a time is written as text: a pattern of Java's SimpleDateFormat with the letters y M d H h m s S a E z Z X and quotes. For reading text, and for target.type=string.",
      default: '',
      problem: accepts(dateWriter),
    }),
    'unix.precision': oneOf(['milliseconds', 'seconds', 'microseconds', 'nanoseconds'], {
      doc: 'What a number counts, from the beginning of 1970 on.',
      default: 'milliseconds',
      importance: 'low',
    }),
    ...replaceNull,
  },
  validate: config =>
    config['target.type'] === 'string' && config.format === ''
      ? [{ key: 'format', message: 'is missing: it says how target.type=string writes a time' }]
      : [],
  create(config, subject) {
    const { field } = config
    const conversion = timeConversion(config, subject)
    const whole = madeOnce(({ optional }) => conversion.schema(optional))
    const updated = madeOnce(schema => {
      const fields = schema.fields?.map(each =>
        each.name === field ? { name: field, schema: conversion.schema(each.schema.optional) } : each,
      )
      return { ...withFields(schema, fields ?? []), optional: schema.optional }
    })
    return data => {
      const { schema, value } = data
      if (value === null) return data
      if (field === '') return { schema: schema && whole(schema), value: conversion.convert(value, schema) }
      const fields = fieldsOf(data, subject, config['replace.null.with.default'])
      if (!schema || fields.has(field))
        fields.set(
          field,
          conversion.convert(fields.get(field) ?? null, (schema && fieldSchemas(schema).get(field)) ?? null),
        )
      return ofFields(fields, schema && updated(schema), value)
    }
  },
})
