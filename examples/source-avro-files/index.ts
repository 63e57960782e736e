import { boolean, defineSource, int, list, string } from 'psconnect/plugin'
import { filesOf } from './files.ts'
import { Replay } from './replay.ts'

/** Gives out the records of Avro files as if they came in at this moment, each as an Avro file of its own, as ZTF's alerts are. */
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
  },
  // A file cannot note how far it has been read, so the worker does.
  offsets: 'worker',
  check: async ({ files }) => void filesOf(files),
  async create(config, context) {
    const { index, count } = context.task
    // Each task has files of its own.
    const files = filesOf(config.files).filter((_, at) => at % count === index)
    context.assigned(files)
    return new Replay(config, { context, files, committed: await context.committed() })
  },
})
