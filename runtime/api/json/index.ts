export type { JsonWriter } from './json-writer.ts'
export { jsonWriter } from './json-writer.ts'
export type { JsonOptions } from './options.ts'
