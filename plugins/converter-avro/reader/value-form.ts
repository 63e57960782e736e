import type { AvroType, UnionType } from './avro-type.ts'

/** Types whose values have a form of their own in Kafka Connect. Others, such as timestamp-micros, stay what they are. */
export type ValueForm =
  | { readonly form: 'decimal'; readonly scale: number }
  | { readonly form: 'date' | 'time' | 'timestamp' | 'int8' | 'int16' }

/** Nobody's figures have more decimals than this. */
const largestScale = 1000

export function valueForm(type: AvroType): ValueForm | undefined {
  if (type.kind === 'union') return undefined
  const { logicalType } = type.attributes
  if (typeof logicalType === 'string') return logicalForm(type, logicalType.toLowerCase())
  const connectType = type.attributes['connect.type']
  return type.kind === 'int' && (connectType === 'int8' || connectType === 'int16') ? { form: connectType } : undefined
}

function logicalForm({ kind, attributes }: Exclude<AvroType, UnionType>, logicalType: string): ValueForm | undefined {
  switch (`${kind} ${logicalType}`) {
    case 'int date':
      return { form: 'date' }
    case 'int time-millis':
      return { form: 'time' }
    case 'long timestamp-millis':
      return { form: 'timestamp' }
    case 'bytes decimal':
    case 'fixed decimal': {
      const { scale = 0 } = attributes
      // The specification has an invalid logical type be ignored.
      return isScale(scale) ? { form: 'decimal', scale } : undefined
    }
    default:
      return undefined
  }
}

const isScale = (scale: unknown): scale is number =>
  typeof scale === 'number' && Number.isInteger(scale) && scale >= 0 && scale <= largestScale
