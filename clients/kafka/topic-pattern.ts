import { javaRegex } from './java-regex.ts'

/** A Java regular expression that must match the whole name of a topic. Throws as `javaRegex`. */
export const topicPattern = (text: string): RegExp => new RegExp(`^(?:${javaRegex(text)})$`, 'u')
