import type { ConverterPlugin } from './converter.ts'
import type { SinkPlugin } from './sink.ts'
import type { SourcePlugin } from './source.ts'

/** What a plugin's module exports as its default. */
export type Plugin = SourcePlugin | ConverterPlugin | SinkPlugin
export type PluginKind = Plugin['kind']
