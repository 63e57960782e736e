import { connectorSchema, workerSchema } from '../runtime/cli/schema/schemas.ts'

const inConfigs = (name: string): URL => new URL(`../configs/schemas/${name}.json`, import.meta.url)

/** What `psconnect schema` prints where it knows no file: by it editors check the files in configs/. */
export const schemaFiles = [
  { file: inConfigs('worker'), text: `${JSON.stringify(await workerSchema(), null, 1)}\n` },
  { file: inConfigs('connector'), text: `${JSON.stringify(await connectorSchema(), null, 1)}\n` },
]
