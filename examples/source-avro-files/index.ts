import { boolean, defineSource, int, list, string } from 'psconnect/plugin'
import { filesOf } from './files.ts'
import { asFile, withSchemaId } from './messages.ts'
import { Replay } from './replay.ts'

/**
 * Gives out the records of Avro files as if they came in at this moment: each as an Avro file of its own, as ZTF's alerts are, or with the
 * id of a schema, as Rubin's.
 */
export default defineSource({
  name: 'avro-files',
  config: {
    files: list({
      doc: 'Avro object container files, also with * in their names, relative to where the worker is started. They are read in the order of their names.',
      importance: 'high',
    }),
    topic: string({ doc: 'The topic that the records seem to come from.', default: 'alerts' }),
    rate: int({
      doc: 'Records a second of each task; 0: as fast as they are taken.',
      default: 0,
      minimum: 0,
      maximum: 100_000,
    }),
    loop: boolean({ doc: 'Whether all begins anew when all has been read, for ever.', default: false }),
    'schema.id': int({
      doc: "Gives out each record in Confluent's wire format with this id of the schema that all files must have. Without it, each is an Avro file.",
      optional: true,
      minimum: 0,
    }),
  },
  // A file cannot note how far it has been read, so the worker does.
  offsets: 'worker',
  check: async ({ files }) => void filesOf(files),
  async create(config, context) {
    const { index, count } = context.task
    // Each task has files of its own; what a file is called in its records does not depend on how many tasks there are.
    const mine = filesOf(config.files)
      .map((path, partition) => ({ path, partition }))
      .filter(({ partition }) => partition % count === index)
    context.assigned(mine.map(({ path }) => path))
    const { 'schema.id': id, topic, rate, loop } = config
    const message = id === undefined ? asFile : withSchemaId(id)
    return new Replay({ topic, rate, loop, message }, { context, files: mine, committed: await context.committed() })
  },
})
