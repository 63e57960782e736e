/** Where a listener is. */
export interface ListenerAddress {
  readonly scheme: 'http' | 'https'
  /** Empty: every interface. */
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

const form = /^(https?):\/\/(\[[0-9a-f:.%]+\]|[\w.-]*):(\d{1,5})$/i

/** Call only with an item in which `listenersProblem` found nothing. */
export function readListener(text: string): ListenerAddress {
  const [, scheme = '', host = '', port = ''] = form.exec(text) ?? []
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host: host.replaceAll(/^\[|\]$/g, '').toLowerCase(),
    port: Number(port),
  }
}

/** What is wrong with the text of a list of listeners. */
export function listenersProblem(text: string): string | undefined {
  const items = text.split(',').map(item => item.trim())
  const odd = items.find(item => item !== '' && (!form.test(item) || readListener(item).port > 65_535))
  return odd === undefined ? undefined : `must be a list of http://HOST:PORT or https://HOST:PORT; ${odd} is not one`
}
