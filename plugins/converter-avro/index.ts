import { diagnoseRegistry, folderOf, registryProblems } from '@psconnect/client-schema-registry'
import { defineConverter } from 'psconnect/plugin'
import { AvroConverter } from './avro-converter.ts'
import { config, noEffect } from './config.ts'
import { cannotName } from './subject.ts'
import { format } from './wire-format.ts'

/** Reads and writes Avro as Confluent's AvroConverter does, with the schemas of a registry or of a folder. */
export default defineConverter({
  name: 'avro',
  keepsNothing: true,
  config,
  noEffect,
  format,
  validate: registryProblems,
  cannotEncode: settings =>
    folderOf(settings) === undefined
      ? cannotName(settings)
      : 'schema.registry.url names a folder, in which no schema can be registered',
  diagnose: settings => diagnoseRegistry(settings),
  create: (settings, context) => new AvroConverter(settings, context),
})
