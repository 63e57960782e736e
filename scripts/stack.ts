import { parseArgs } from 'node:util'
import { downStack, findStack, listStacks, type NamedStack, upStack } from '../test/stack/named-stack.ts'

/** `npm run stack -- up | down | status`: a local Kafka, schema registry and Pub/Sub emulator that run on by themselves. */

const usage = `Usage: npm run stack -- COMMAND [--name NAME] [--json]

  up      start a stack, unless it is up; return when all of it answers
  down    end it and remove its data
  status  say which stacks are up, or with --name whether that one is

  --name NAME  which stack, where several are to run side by side (default: default)
  --json       print the addresses as JSON`

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: { name: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  const [command, ...rest] = positionals
  if (values.help === true) return say(usage)
  if (rest.length > 0) throw new Error(`Only one command, not also ${rest.join(' ')}.`)
  const name = values.name ?? 'default'
  const json = values.json === true
  switch (command) {
    case 'up':
      return printOne(await upStack(name), json)
    case 'down':
      return say((await downStack(name)) ? `Stack ${name} is down.` : `No stack named ${name} was up.`)
    case 'status':
      return values.name === undefined ? printAll(await listStacks(), json) : printNamed(name, json)
    case undefined:
    default:
      console.error(usage)
      return 1
  }
}

const printAll = (stacks: readonly NamedStack[], json: boolean): number => {
  if (json) return say(JSON.stringify(stacks, undefined, 2))
  if (stacks.length === 0) return say('No stack is up.')
  return Math.max(...stacks.map(stack => printOne(stack, json)))
}

const printNamed = async (name: string, json: boolean): Promise<number> => {
  const stack = await findStack(name)
  if (stack !== undefined) return printOne(stack, json)
  say(json ? 'null' : `No stack named ${name} is up.`)
  return 1
}

const printOne = (stack: NamedStack, json: boolean): number => {
  say(json ? JSON.stringify(stack, undefined, 2) : asTable(stack))
  return stack.silent.length === 0 ? 0 : 1
}

const asTable = ({ name, addresses: { kafka, registry, pubsub }, silent }: NamedStack): string =>
  [
    `Stack ${name}`,
    `  Kafka PLAINTEXT       ${kafka.plaintext}`,
    `  Kafka SASL_PLAINTEXT  ${kafka.saslPlaintext}  user ${kafka.username}, password ${kafka.password} (SCRAM-SHA-512, SCRAM-SHA-256, PLAIN)`,
    `  Kafka SASL_SSL        ${kafka.saslSsl}  the same user; CA ${kafka.caFile}`,
    `  Schema registry       ${registry}`,
    `  Pub/Sub emulator      ${pubsub}  (export PUBSUB_EMULATOR_HOST=${pubsub})`,
    ...(silent.length === 0 ? [] : [`  Not answering: ${silent.join(', ')}`]),
  ].join('\n')

const say = (line: string): number => {
  console.log(line)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`stack: ${(error as Error).message}`)
  process.exitCode = 1
}
