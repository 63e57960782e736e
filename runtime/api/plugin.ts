import type { ConverterPlugin } from './converter.ts'
import type { SinkPlugin } from './sink.ts'
import type { SourcePlugin } from './source.ts'
import type { PredicatePlugin, TransformPlugin } from './transform.ts'

/** What a plugin's module exports as its default, alone or in a list with others of its package. */
export type Plugin = SourcePlugin | ConverterPlugin | SinkPlugin | TransformPlugin | PredicatePlugin
/** What a plugin is, as its `package.json` and its definition say. */
export type PluginKind = Plugin['kind']
