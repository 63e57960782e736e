/** The plugin API, version 1: everything a plugin may import, and nothing else. */
export type { ConfigOf, ConfigSpec, ConfigType, Field, Importance, NoEffect, Problem } from './config-spec.ts'
export { boolean, int, list, long, mapOf, oneOf, password, string } from './config-spec.ts'
export type { KeepsNothing, Logger, PluginContext, TaskIdentity } from './context.ts'
export type { Converter, ConverterContext, ConverterPlugin, Origin } from './converter.ts'
export { defineConverter } from './converter.ts'
export type {
  Diagnosis,
  DiagnosisEndpoint,
  DiagnosisFinding,
  DiagnosisStep,
  DiagnosisTls,
} from './diagnosis.ts'
export type { ErrorCode, KnownCode, Scope } from './errors.ts'
export { ConnectError } from './errors.ts'
export { javaNumber } from './java-number.ts'
export type { JsonOptions, JsonWriter } from './json/index.ts'
export { jsonWriter } from './json/index.ts'
export type { FieldPath, Needs } from './needs.ts'
export type { Plugin, PluginKind } from './plugin.ts'
export type { ConnectRecord, ConsumerRecord, Encoded, EncodedSchema, SchemaAndValue } from './record.ts'
export type { Schema } from './schema.ts'
export { logicalNames } from './schema.ts'
export type { EndedRequest, Sink, SinkContext, SinkPlugin, SinkService, ValueReads } from './sink.ts'
export { defineSink } from './sink.ts'
export type {
  PartitionOffset,
  Reservation,
  Source,
  SourceBatch,
  SourceContext,
  SourceOffset,
  SourceOffsets,
  SourcePlugin,
} from './source.ts'
export { defineSource } from './source.ts'
export type { Predicate, PredicatePlugin, Transform, TransformPlugin } from './transform.ts'
export { definePredicate, defineTransform } from './transform.ts'
