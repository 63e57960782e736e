import type { ConfigOf, ConfigSpec } from '../../config-spec.ts'
import type { Sink, SinkPlugin } from '../../sink.ts'
import { SinkHost } from './sink-host.ts'

export interface OpenSink {
  readonly sink: Sink
  readonly host: SinkHost
}

/** Makes sinks, with the part of the plugin that runs on the main thread, and closes what they leave open. */
export function openSinks<S extends ConfigSpec>(plugin: SinkPlugin<S>, config: ConfigOf<S>) {
  const opened: OpenSink[] = []
  const context = new SinkHost(undefined)
  let service: ReturnType<NonNullable<SinkPlugin<S>['service']>> | undefined
  return {
    async open(): Promise<OpenSink> {
      service ??= plugin.service?.(config, context)
      const host = new SinkHost(await service)
      const one = { sink: await plugin.create(config, host), host }
      opened.push(one)
      return one
    },
    async close(): Promise<void> {
      for (const { sink } of opened) await sink.close()
      await (await service)?.close()
    },
  }
}
