import { javaRegex } from '@psconnect/client-kafka/java-regex'
import { defineTransform, string } from 'psconnect/plugin'
import { accepts } from './config-checks.ts'
import { javaReplacement } from './java-replacement.ts'

/** Renames topics. */
export const regexRouter = defineTransform({
  name: 'RegexRouter',
  config: {
    regex: string({
      doc: 'A Java regular expression. A topic is renamed if the whole of its name matches.',
      importance: 'high',
      problem: accepts(javaRegex),
    }),
    replacement: string({
      doc: 'The new name. $1 or ${name} stands for what a group of regex has matched, a backslash before a sign for the sign itself.',
      importance: 'high',
    }),
  },
  validate({ regex, replacement }) {
    const message = accepts(text => javaReplacement(text, javaRegex(regex)))(replacement)
    return message === undefined ? [] : [{ key: 'replacement', message }]
  },
  valueNeeds: () => 'nothing',
  create({ regex, replacement }) {
    const source = javaRegex(regex)
    const whole = new RegExp(`^(?:${source})$`, 'u')
    // What is replaced is the first match, as in Java: where that is less than the whole, the rest stays.
    const first = new RegExp(source, 'u')
    const replace = javaReplacement(replacement, source)
    return {
      apply(record) {
        if (!whole.test(record.topic)) return record
        return { ...record, topic: record.topic.replace(first, replace) }
      },
    }
  },
})
