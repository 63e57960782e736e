import { defineTransform, string } from 'psconnect/plugin'
import { accepts } from './config-checks.ts'
import { dateWriter } from './format-date.ts'
import { refuse } from './refuse.ts'

/** Renames topics by the time of the record, in UTC. */
export const timestampRouter = defineTransform({
  name: 'TimestampRouter',
  config: {
    'topic.format': string({
      doc: 'The new name: ${topic} stands for the old one, ${timestamp} for the time.',
      default: '${topic}-${timestamp}',
      importance: 'high',
    }),
    'timestamp.format': string({
      doc: "How the time is written: a pattern of Java's SimpleDateFormat with the letters y M d H h m s S a E z Z X and quotes.",
      default: 'yyyyMMdd',
      importance: 'high',
      problem: accepts(dateWriter),
    }),
  },
  valueNeeds: () => 'nothing',
  create({ 'topic.format': format, 'timestamp.format': pattern }) {
    const write = dateWriter(pattern)
    return {
      apply(record) {
        const { topic, timestamp } = record
        if (timestamp === null)
          return refuse({ transform: 'TimestampRouter' }, 'needs the time of the record, which has none')
        const time = write(new Date(Number(timestamp)))
        const named = format.replaceAll('${topic}', () => topic).replaceAll('${timestamp}', () => time)
        return { ...record, topic: named }
      },
    }
  },
})
