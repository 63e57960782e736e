import { defineConverter } from 'psconnect/plugin'
import { config } from './config.ts'
import { jsonConverter } from './json-converter.ts'

/** Reads and writes JSON as Kafka Connect's JsonConverter does, without losing a digit. */
export default defineConverter({ name: 'json', keepsNothing: true, config, create: jsonConverter })
