import type { Command } from './command.ts'

/** What comes after `psconnect`, by name; the module of each is in the folder of its name. */
export const commands: readonly Command[] = [
  { name: 'audit', summary: 'proves that records have been delivered', load: () => import('./audit/audit.ts') },
  {
    name: 'completion',
    summary: 'prints what a shell completes by',
    load: () => import('./completion/completion.ts'),
  },
  { name: 'consume', summary: 'prints the records of a Kafka topic', load: () => import('./consume/consume.ts') },
  { name: 'convert', summary: 'shows what a converter makes of payloads', load: () => import('./convert/convert.ts') },
  {
    name: 'doctor',
    summary: 'tries each step of the way, and says what to do',
    load: () => import('./doctor/doctor.ts'),
  },
  { name: 'plugin', summary: 'makes, lists, describes and checks plugins', load: () => import('./plugin/plugin.ts') },
  { name: 'pull', summary: 'prints the messages of a Pub/Sub subscription', load: () => import('./pull/pull.ts') },
  {
    name: 'registry',
    summary: 'shows and keeps the schemas of a registry',
    load: () => import('./registry/registry.ts'),
  },
  { name: 'schema', summary: 'prints by what editors check files', load: () => import('./schema/schema.ts') },
  { name: 'status', summary: 'shows how a running worker stands', load: () => import('./status/status.ts') },
  {
    name: 'topics',
    summary: 'shows the topics of a Kafka cluster, or waits for one',
    load: () => import('./topics/topics.ts'),
  },
]
