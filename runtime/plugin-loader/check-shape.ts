import type { Plugin } from '../api/plugin.ts'
import { isKind } from './manifest.ts'

/** The version of the plugin API that this host speaks. */
export const apiVersion = 1

/** What is wrong with a plugin as its module exports it, a part of a sentence each. */
export const shapeProblems = ({ kind, name, api, config, create }: Partial<Plugin>): readonly string[] =>
  [
    !isKind(kind) && 'it must be made by defineSource, defineConverter, defineTransform, definePredicate or defineSink',
    (typeof name !== 'string' || name === '') && 'name must be text',
    ...apiProblems(api),
    ...configProblems(config),
    typeof create !== 'function' && 'create must be a function',
  ].filter(problem => problem !== false)

/** Undefined means the host's own. */
export const apiProblems = (api: unknown = apiVersion): readonly string[] =>
  api === apiVersion
    ? []
    : [
        `it is made for version ${String(api)} of the plugin API, but this psconnect has version ${apiVersion}: install a psconnect, or a version of the plugin, that fits`,
      ]

function configProblems(config: unknown): readonly string[] {
  if (typeof config !== 'object' || config === null) return ['config must be an object, {} for a plugin without keys']
  return Object.entries(config)
    .filter(([, field]) => !isField(field))
    .map(([key]) => `config["${key}"] must be made by string(), int(), boolean() or the like`)
}

const isField = (field: unknown): boolean =>
  typeof field === 'object' && field !== null && 'type' in field && 'schema' in field && 'aliases' in field
