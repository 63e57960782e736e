import { defineConverter } from 'psconnect/plugin'

export default defineConverter({
  name: 'avro',
  config: {},
  create() {
    throw new Error('not there yet')
  },
})
