import {
  type ConsumerConfig,
  connectionOptions,
  consumerOptions,
  FetchRoom,
  GroupConsumer,
  TopicAdmin,
} from '@psconnect/client-kafka'
import type { Logger } from '../../api/context.ts'
import type { SourceBatch, SourceContext } from '../../api/source.ts'
import { CommitTimer } from '../../commit/commit-timer.ts'
import { OffsetTracker } from '../../commit/offset-tracker.ts'
import { CommandFailed } from '../command.ts'
import type { Reading } from './open-reading.ts'

export interface GroupSettings {
  readonly config: ConsumerConfig
  readonly group: string
  readonly topic: string
  readonly commit: boolean
}

const commitEveryMs = 5000
const lastCommitMs = 5000

/** Reads as a member of a group. Only where that was asked for, it commits what has been shown. */
export class GroupReading implements Reading {
  readonly #consumer: GroupConsumer
  readonly #offsets = new OffsetTracker()
  readonly #commits: CommitTimer | undefined
  readonly #closing = new AbortController()

  private constructor({ config, group, topic, commit }: GroupSettings, log: Logger) {
    const room = new FetchRoom()
    const membership = {
      groupId: group,
      topics: [topic],
      clientId: config['client.id'],
      commitsStart: false,
    }
    this.#consumer = new GroupConsumer(consumerOptions(config, membership), this.#context(room, log))
    if (commit) this.#commits = this.#startCommits(log)
  }

  static async open(settings: GroupSettings, log: Logger): Promise<GroupReading> {
    const { config, topic } = settings
    await using admin = await TopicAdmin.open(connectionOptions(config), topic)
    // As a member of the group it would wait for the topic.
    if ((await admin.topics()).length === 0)
      throw new CommandFailed(`there is no topic ${topic}, or this user may not see it`)
    return new GroupReading(settings, log)
  }

  read(signal: AbortSignal): AsyncIterable<SourceBatch> {
    return this.#consumer.read(signal)
  }

  begin(batch: SourceBatch): () => void {
    return this.#offsets.begin(batch) ?? (() => undefined)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#commits?.finish(AbortSignal.timeout(lastCommitMs))
    await this.#consumer.close()
  }

  #startCommits(log: Logger): CommitTimer {
    const commits = new CommitTimer({
      offsets: this.#offsets,
      commit: offsets => this.#consumer.commit(offsets),
      intervalMs: commitEveryMs,
      log,
      attempted: () => undefined,
    })
    void commits.run(this.#closing.signal)
    return commits
  }

  #context(room: FetchRoom, log: Logger): SourceContext {
    return {
      log,
      signal: this.#closing.signal,
      task: { connector: 'consume', index: 0, count: 1 },
      fetchBytes: room.fetchBytes,
      reserve: (bytes, signal) => room.reserve(bytes, signal),
      committed: async () => new Map(),
      assigned: partitions => this.#offsets.assign(partitions),
      revoking: async (partitions, deadline) => {
        await this.#offsets.drained(deadline, partitions)
        await this.#commits?.finish(deadline)
        this.#offsets.forget(partitions)
      },
      lost: partitions => this.#offsets.forget(partitions),
      retrying: () => undefined,
      missed: () => undefined,
    }
  }
}
