import { type AttributeKey, attributeKey } from '@psconnect/client-pubsub'
import type { SchemaAndValue } from 'psconnect/plugin'
import { fieldText } from './field-text.ts'
import type { MessageConfig } from './message-config.ts'
import { shown, valueFault } from './message-limits.ts'
import { Unmappable } from './text.ts'

/** An attribute that the configuration makes from a value or its schema. */
export interface ValueAttribute {
  readonly name: string
  readonly key: AttributeKey
  /** Undefined: this value has none. Throws Unmappable. */
  readonly text: (value: SchemaAndValue) => string | undefined
}

export function valueAttributes(config: MessageConfig): readonly ValueAttribute[] {
  const ofSchema = config['attributes.schema'] ? schemaTexts : {}
  const ofFields = Object.entries(config['attributes.']).map(([name, path]) => [name, fieldText(path)] as const)
  return [...Object.entries(ofSchema), ...ofFields].map(([name, text]) => ({
    name,
    key: attributeKey(name),
    text: value => fitting(name, text, value),
  }))
}

type Text = ValueAttribute['text']

const schemaTexts: Readonly<Record<string, Text>> = {
  'schema.id': ({ encoded }) => encoded?.schema && String(encoded.schema.id),
  'schema.name': ({ encoded, schema }) => encoded?.schema?.name ?? schema?.name,
  'schema.version': ({ encoded, schema }) => {
    const version = encoded?.schema?.version ?? schema?.version
    return version === undefined ? undefined : String(version)
  },
}

function fitting(name: string, textOf: Text, value: SchemaAndValue): string | undefined {
  const text = textNamed(name, textOf, value)
  const fault = text && valueFault(Buffer.byteLength(text))
  if (fault) throw new Unmappable(`its attribute ${shown(name)} does not fit: ${fault}`)
  return text
}

function textNamed(name: string, textOf: Text, value: SchemaAndValue): string | undefined {
  try {
    return textOf(value)
  } catch (error) {
    throw error instanceof Unmappable
      ? new Unmappable(`its attribute ${shown(name)} cannot be made: ${error.message}`)
      : error
  }
}
