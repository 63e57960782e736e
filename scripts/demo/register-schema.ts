interface ToRegister {
  /** The URL under which it speaks the Confluent API. */
  readonly registry: string
  readonly subject: string
  /** Avro's JSON. */
  readonly schema: string
  readonly signal: AbortSignal
}

/** Resolves with the id that the registry gives the schema. */
export async function registerSchema({ registry, subject, schema, signal }: ToRegister): Promise<number> {
  const response = await fetch(`${registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
    signal,
  })
  if (!response.ok) throw new Error(`The registry refuses the schema: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { readonly id: number }).id
}
