import { Refusal, type RestRequest } from '../exchange.ts'

/** The connector that a path names. */
export const nameIn = ({ params }: RestRequest): string => params['connector'] ?? ''

/** The task that a path names. */
export function taskIn({ params }: RestRequest): number {
  const text = params['task'] ?? ''
  if (!/^\d{1,9}$/.test(text)) throw new Refusal(404, 'HTTP 404 Not Found')
  return Number(text)
}
