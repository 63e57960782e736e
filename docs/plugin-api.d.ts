// The plugin API, version 1. Written by: node -C psconnect-source scripts/plugin-api.ts

// psconnect/plugin
export declare type ConfigType = 'string' | 'int' | 'long' | 'boolean' | 'list' | 'password';
export declare type Importance = 'high' | 'medium' | 'low';
export declare interface Field<T> {
    readonly type: ConfigType;
    readonly schema: Readonly<Record<string, unknown>>;
    readonly doc: string;
    readonly importance: Importance;
    readonly group: string;
    readonly secret: boolean;
    readonly required: boolean;
    readonly default?: T;
    readonly aliases: readonly string[];
    readonly recommended: readonly string[];
    readonly prefix?: true;
    readonly problem?: (text: string) => string | undefined;
}
export declare type ConfigSpec = Readonly<Record<string, Field<unknown>>>;
export declare type ConfigOf<S extends ConfigSpec> = {
    readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never;
};
export declare interface NoEffect {
    readonly keys: readonly string[];
    readonly because: string;
}
export declare interface Problem {
    readonly key: string;
    readonly message: string;
}
declare interface Common {
    doc: string;
    importance?: Importance;
    group?: string;
    aliases?: readonly string[];
    recommended?: readonly string[];
    problem?: (text: string) => string | undefined;
}
declare type Options<T> = Common & ({
    default: T;
    optional?: never;
} | {
    optional?: never;
    default?: never;
});
declare type OptionalOptions = Common & {
    optional: true;
    default?: never;
};
declare interface Range {
    minimum?: number;
    maximum?: number;
}
export declare function string(options: OptionalOptions): Field<string | undefined>;
export declare function string(options: Options<string>): Field<string>;
export declare function password(options: OptionalOptions): Field<string | undefined>;
export declare function password(options: Options<string>): Field<string>;
export declare function boolean(options: OptionalOptions): Field<boolean | undefined>;
export declare function boolean(options: Options<boolean>): Field<boolean>;
export declare function int(options: OptionalOptions & Range): Field<number | undefined>;
export declare function int(options: Options<number> & Range): Field<number>;
export declare function long(options: OptionalOptions & Range): Field<number | undefined>;
export declare function long(options: Options<number> & Range): Field<number>;
export declare function list(options: OptionalOptions): Field<readonly string[] | undefined>;
export declare function list(options: Options<readonly string[]>): Field<readonly string[]>;
export declare const oneOf: <const V extends string>(values: readonly V[], options: Options<V>) => Field<V>;
export declare const mapOf: (options: Common) => Field<Readonly<Record<string, string>>>;
export declare interface Logger {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}
export declare interface PluginContext {
    readonly log: Logger;
    readonly signal: AbortSignal;
}
export declare interface KeepsNothing {
    readonly keepsNothing?: true;
}
export declare interface TaskIdentity {
    readonly connector: string;
    readonly index: number;
    readonly count: number;
}
export declare interface Origin {
    readonly topic: string;
    readonly part: 'key' | 'value' | 'header';
}
export declare interface Converter {
    prepareDecode?(batch: readonly ConsumerRecord[], origin: Origin, signal: AbortSignal): Promise<void>;
    decode(bytes: Uint8Array, origin: Origin): SchemaAndValue;
    prepareEncode?(batch: readonly SchemaAndValue[], origin: Origin, signal: AbortSignal): Promise<void>;
    encode(data: SchemaAndValue, origin: Origin): Uint8Array;
    close?(): Promise<void>;
}
export declare interface ConverterContext extends PluginContext {
    readonly needs: Needs;
    retrying(reason: string | null): void;
    figure(name: string, read: () => number): void;
}
export declare interface ConverterPlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
    readonly kind: 'converter';
    readonly name: string;
    readonly api?: number;
    readonly config: S;
    readonly noEffect?: readonly NoEffect[];
    readonly validate?: (config: ConfigOf<S>) => readonly Problem[];
    readonly format?: string;
    readonly cannotEncode?: (config: ConfigOf<S>) => string | undefined;
    readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis;
    readonly create: (config: ConfigOf<S>, context: ConverterContext) => Converter | Promise<Converter>;
}
export declare const defineConverter: <const S extends ConfigSpec>(plugin: Omit<ConverterPlugin<S>, 'kind'>) => ConverterPlugin<S>;
export declare interface Diagnosis {
    readonly endpoints: readonly DiagnosisEndpoint[];
    readonly folders?: readonly {
        readonly key: string;
        readonly path: string;
    }[];
    readonly steps: readonly DiagnosisStep[];
}
export declare interface DiagnosisEndpoint {
    readonly host: string;
    readonly port: number;
    readonly tls: DiagnosisTls | null;
}
export declare interface DiagnosisTls {
    readonly ca?: readonly string[];
    readonly cert?: string;
    readonly key?: string;
    readonly checkServerIdentity?: () => undefined;
}
export declare interface DiagnosisStep {
    readonly name: string;
    readonly needs?: readonly string[];
    readonly remedy?: string;
    readonly run: (signal: AbortSignal) => Promise<DiagnosisFinding>;
}
export declare interface DiagnosisFinding {
    readonly outcome: 'ok' | 'warning' | 'failed' | 'unknown';
    readonly text: string;
    readonly remedy?: string;
    readonly record?: ConsumerRecord;
    readonly serverTime?: Date;
}
declare const catalogue: {
    readonly CONFIG_INVALID: {
        readonly scope: 'config';
        readonly retriable: false;
    };
    readonly PLUGIN_INCOMPATIBLE: {
        readonly scope: 'config';
        readonly retriable: false;
    };
    readonly RECORD_UNREADABLE: {
        readonly scope: 'record';
        readonly retriable: false;
    };
    readonly RECORD_REFUSED: {
        readonly scope: 'record';
        readonly retriable: false;
    };
    readonly SOURCE_FAILED: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly SOURCE_UNAVAILABLE: {
        readonly scope: 'task';
        readonly retriable: true;
    };
    readonly SINK_FAILED: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly REGISTRY_FAILED: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly PLUGIN_FAULT: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly TASK_STUCK: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly TASK_FAILED: {
        readonly scope: 'task';
        readonly retriable: false;
    };
    readonly CONNECTOR_UNKNOWN: {
        readonly scope: 'request';
        readonly retriable: false;
    };
    readonly TASK_UNKNOWN: {
        readonly scope: 'request';
        readonly retriable: false;
    };
    readonly CONNECTOR_EXISTS: {
        readonly scope: 'request';
        readonly retriable: false;
    };
    readonly CONNECTOR_STATE: {
        readonly scope: 'request';
        readonly retriable: false;
    };
    readonly OFFSETS_REFUSED: {
        readonly scope: 'request';
        readonly retriable: false;
    };
};
export declare type Scope = 'record' | 'task' | 'config' | 'request';
export declare type KnownCode = keyof typeof catalogue;
export declare type ErrorCode = KnownCode | (string & {});
declare interface Details extends ErrorOptions {
    scope?: Scope;
    retriable?: boolean;
    position?: number | undefined;
}
declare const brand: unique symbol;
export declare class ConnectError extends Error {
    readonly code: ErrorCode;
    readonly scope: Scope;
    readonly retriable: boolean;
    readonly position: number | undefined;
    readonly [brand] = true;
    constructor(code: ErrorCode, message: string, details?: Details);
    static is(error: unknown): error is ConnectError;
    static get codes(): readonly string[];
}
export declare function javaNumber(value: number, type: Schema['type'] | undefined): string;
export declare type JsonWriter = (data: Pick<SchemaAndValue, 'schema' | 'value'>) => Uint8Array;
export declare function jsonWriter(options?: JsonOptions): JsonWriter;
export declare interface JsonOptions {
    readonly longs?: 'number' | 'string';
    readonly nonFinite?: 'null' | 'string';
    readonly decimals?: 'number' | 'base64';
    readonly nullAsDefault?: boolean;
    readonly maxBytes?: number;
    readonly room?: (bytes: number) => Uint8Array;
}
export declare type FieldPath = readonly string[];
export declare type Needs = 'nothing' | 'all' | readonly FieldPath[];
export declare type Plugin = SourcePlugin | ConverterPlugin | SinkPlugin | TransformPlugin | PredicatePlugin;
export declare type PluginKind = Plugin['kind'];
export declare interface SchemaAndValue {
    readonly schema: Schema | null;
    readonly value: unknown;
    readonly encoded?: Encoded;
}
export declare interface Encoded {
    readonly bytes: Uint8Array;
    readonly bodyStart: number;
    readonly format: string;
    readonly schema?: EncodedSchema;
}
export declare interface EncodedSchema {
    readonly id: number;
    readonly text: string;
    readonly name?: string;
    readonly version?: number;
}
export declare interface ConsumerRecord {
    readonly topic: string;
    readonly partition: number;
    readonly offset: bigint;
    readonly timestamp: bigint | null;
    readonly key: Uint8Array | null;
    readonly value: Uint8Array | null;
    readonly headers: readonly {
        readonly key: string;
        readonly value: Uint8Array | null;
    }[];
}
export declare interface ConnectRecord {
    readonly topic: string;
    readonly timestamp: bigint | null;
    readonly key: SchemaAndValue;
    readonly value: SchemaAndValue;
    readonly headers: readonly {
        readonly key: string;
        readonly value: SchemaAndValue;
    }[];
    readonly original: ConsumerRecord;
}
export declare interface Schema {
    readonly type: 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'boolean' | 'string' | 'bytes' | 'struct' | 'array' | 'map';
    readonly optional: boolean;
    readonly name?: string;
    readonly version?: number;
    readonly doc?: string;
    readonly default?: unknown;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly fields?: readonly {
        readonly name: string;
        readonly schema: Schema;
    }[];
    readonly items?: Schema;
    readonly keys?: Schema;
}
export declare const logicalNames: {
    readonly decimal: 'org.apache.kafka.connect.data.Decimal';
    readonly date: 'org.apache.kafka.connect.data.Date';
    readonly time: 'org.apache.kafka.connect.data.Time';
    readonly timestamp: 'org.apache.kafka.connect.data.Timestamp';
};
export declare interface EndedRequest {
    readonly records: number;
    readonly milliseconds: number;
    readonly stored: boolean;
}
export declare interface SinkContext extends PluginContext {
    readonly task: TaskIdentity;
    reject(record: ConnectRecord, error: ConnectError): Promise<void>;
    retrying(reason: string | null): void;
    resent(records: number): void;
    requested(request: EndedRequest): void;
    hold(bytes: number): Reservation;
    callService(request: unknown, signal: AbortSignal): Promise<unknown>;
}
export declare interface Sink {
    write(batch: readonly ConnectRecord[], signal: AbortSignal): Promise<void>;
    flush(signal: AbortSignal): Promise<void>;
    readonly attemptTimeoutMs: number;
    close(): Promise<void>;
}
export declare interface SinkService {
    call(request: unknown, signal: AbortSignal): Promise<unknown>;
    close(): Promise<void>;
}
export declare interface ValueReads {
    readonly needs: Needs;
    readonly encoded?: {
        readonly format: string;
        readonly key: string;
    };
}
export declare interface SinkPlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
    readonly kind: 'sink';
    readonly name: string;
    readonly api?: number;
    readonly config: S;
    readonly validate?: (config: ConfigOf<S>) => readonly Problem[];
    readonly reads?: (config: ConfigOf<S>) => ValueReads;
    readonly deadLetters?: (queue: string, config: ConfigOf<S>) => ConfigOf<S>;
    readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis;
    readonly service?: (config: ConfigOf<S>, context: PluginContext) => SinkService | Promise<SinkService>;
    readonly create: (config: ConfigOf<S>, context: SinkContext) => Sink | Promise<Sink>;
}
export declare const defineSink: <const S extends ConfigSpec>(plugin: Omit<SinkPlugin<S>, 'kind'>) => SinkPlugin<S>;
export declare type SourceOffset = bigint | string;
export declare interface Reservation {
    resize(bytes: number): void;
    release(): void;
}
export declare interface SourceBatch {
    readonly partition: string;
    readonly records: readonly ConsumerRecord[];
    readonly next: SourceOffset;
    release(reusable: boolean): void;
}
export declare interface SourceContext extends PluginContext {
    readonly task: TaskIdentity;
    readonly fetchBytes: number;
    reserve(bytes: number, signal: AbortSignal): Promise<Reservation>;
    committed(): Promise<ReadonlyMap<string, SourceOffset>>;
    assigned(partitions: readonly string[]): void;
    revoking(partitions: readonly string[], deadline: AbortSignal): Promise<void>;
    lost(partitions: readonly string[]): void;
    retrying(reason: string | null): void;
    missed(records: bigint): void;
}
export declare interface Source {
    read(signal: AbortSignal): AsyncIterable<SourceBatch>;
    commit?(offsets: ReadonlyMap<string, SourceOffset>): Promise<void>;
    lag(): ReadonlyMap<string, bigint> | null;
    close(): Promise<void>;
}
export declare interface PartitionOffset {
    readonly partition: Readonly<Record<string, unknown>>;
    readonly offset: Readonly<Record<string, unknown>> | null;
}
export declare interface SourceOffsets<C> {
    readonly list: (config: C, context: PluginContext) => Promise<readonly PartitionOffset[]>;
    readonly alter: (config: C, offsets: readonly PartitionOffset[], context: PluginContext) => Promise<void>;
    readonly reset: (config: C, context: PluginContext) => Promise<void>;
}
export declare interface SourcePlugin<S extends ConfigSpec = ConfigSpec> {
    readonly kind: 'source';
    readonly name: string;
    readonly api?: number;
    readonly config: S;
    readonly validate?: (config: ConfigOf<S>) => readonly Problem[];
    readonly reads?: (config: ConfigOf<S>, topic: string) => boolean;
    readonly check?: (config: ConfigOf<S>, context: PluginContext) => Promise<void>;
    readonly diagnose?: (config: ConfigOf<S>, context: PluginContext) => Diagnosis;
    readonly offsets?: SourceOffsets<ConfigOf<S>> | 'worker';
    readonly create: (config: ConfigOf<S>, context: SourceContext) => Source | Promise<Source>;
}
export declare const defineSource: <const S extends ConfigSpec>(plugin: Omit<SourcePlugin<S>, 'kind'>) => SourcePlugin<S>;
export declare interface Transform {
    apply(record: ConnectRecord): ConnectRecord | null;
    close?(): Promise<void>;
}
export declare interface TransformPlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
    readonly kind: 'transform';
    readonly name: string;
    readonly api?: number;
    readonly config: S;
    readonly validate?: (config: ConfigOf<S>) => readonly Problem[];
    readonly valueNeeds?: (config: ConfigOf<S>) => Needs;
    readonly create: (config: ConfigOf<S>, context: PluginContext) => Transform | Promise<Transform>;
}
export declare const defineTransform: <const S extends ConfigSpec>(plugin: Omit<TransformPlugin<S>, 'kind'>) => TransformPlugin<S>;
export declare interface Predicate {
    test(record: ConnectRecord): boolean;
    close?(): Promise<void>;
}
export declare interface PredicatePlugin<S extends ConfigSpec = ConfigSpec> extends KeepsNothing {
    readonly kind: 'predicate';
    readonly name: string;
    readonly api?: number;
    readonly config: S;
    readonly validate?: (config: ConfigOf<S>) => readonly Problem[];
    readonly valueNeeds?: (config: ConfigOf<S>) => Needs;
    readonly create: (config: ConfigOf<S>, context: PluginContext) => Predicate | Promise<Predicate>;
}
export declare const definePredicate: <const S extends ConfigSpec>(plugin: Omit<PredicatePlugin<S>, 'kind'>) => PredicatePlugin<S>;

// psconnect/plugin/testing
export declare interface ConverterSamples<S extends ConfigSpec> {
    readonly config?: Given<S>;
    readonly readable: readonly Uint8Array[];
    readonly unreadable?: readonly Uint8Array[];
    readonly unanswered?: Given<S>;
    readonly seed?: number;
    readonly limitMs?: number;
}
export declare function checkConverter<const S extends ConfigSpec>(plugin: ConverterPlugin<S>, samples: ConverterSamples<S>): Promise<void>;
export declare interface PredicateSamples<S extends ConfigSpec> {
    readonly config?: Given<S>;
    readonly matching: readonly ConnectRecord[];
    readonly others: readonly ConnectRecord[];
    readonly limitMs?: number;
}
export declare function checkPredicate<const S extends ConfigSpec>(plugin: PredicatePlugin<S>, samples: PredicateSamples<S>): Promise<void>;
export declare interface SinkSamples<S extends ConfigSpec> {
    readonly config?: Given<S>;
    readonly record: (number: number) => ConnectRecord;
    readonly stored: () => readonly number[] | Promise<readonly number[]>;
    readonly ordered?: boolean;
    readonly refused?: readonly ConnectRecord[];
    readonly stall?: () => Promise<() => Promise<void>>;
    readonly limitMs?: number;
}
export declare function checkSink<const S extends ConfigSpec>(plugin: SinkPlugin<S>, samples: SinkSamples<S>): Promise<void>;
export declare interface SourceSamples<S extends ConfigSpec> {
    readonly config: () => Given<S> | Promise<Given<S>>;
    readonly records: number;
    readonly limitMs?: number;
}
export declare function checkSource<const S extends ConfigSpec>(plugin: SourcePlugin<S>, samples: SourceSamples<S>): Promise<void>;
export declare interface TransformSamples<S extends ConfigSpec> {
    readonly config?: Given<S>;
    readonly records: readonly ConnectRecord[];
    readonly dropped?: readonly ConnectRecord[];
    readonly refused?: readonly ConnectRecord[];
    readonly limitMs?: number;
}
export declare function checkTransform<const S extends ConfigSpec>(plugin: TransformPlugin<S>, samples: TransformSamples<S>): Promise<void>;
export declare interface RecordParts {
    readonly topic?: string;
    readonly partition?: number;
    readonly offset?: bigint;
    readonly timestamp?: bigint | null;
    readonly key?: unknown;
    readonly keySchema?: Schema;
    readonly value?: unknown;
    readonly valueSchema?: Schema;
    readonly headers?: Readonly<Record<string, unknown>>;
}
export declare function connectRecord(parts: RecordParts): ConnectRecord;
export declare interface Breach {
    readonly asks: string;
    readonly member: string;
    readonly says: string;
    readonly found: string;
}
export declare class ContractError extends Error {
    #private;
    constructor(plugin: string, breaches: readonly Breach[], cause: unknown);
    get breaches(): readonly Breach[];
}
export declare type Given<S extends ConfigSpec> = Partial<ConfigOf<S>>;
