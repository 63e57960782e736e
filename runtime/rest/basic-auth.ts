import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConnectError } from '../api/errors.ts'
import { loadProperties } from '../config/properties.ts'
import { Report } from '../config/report.ts'
import { whyUnreadable } from '../config/why-unreadable.ts'
import { Refusal } from './exchange.ts'

/** Refuses with 401 what does not come from one of its users. */
export type Authenticate = (authorization: string | undefined) => void

/** Of a file of lines USER=PASSWORD, read once. Throws CONFIG_INVALID where it cannot be read or holds nobody. */
export function basicAuth(file: string): Authenticate {
  const users = new Map(readUsers(file).map(({ key, text }) => [key, digest(text)]))
  if (users.size === 0) throw unusable(file, 'holds no line USER=PASSWORD')
  return authorization => {
    const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1] ?? ''
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
    // The same work is done for a user that there is not.
    const isRight = timingSafeEqual(digest(password), users.get(user) ?? nobody)
    if (isRight && users.has(user)) return
    throw new Refusal(401, 'User cannot access the resource.', {
      'WWW-Authenticate': 'Basic realm="psconnect", charset="UTF-8"',
    })
  }
}

/** Digests are of one length, whatever they are of. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const nobody = digest('')

function readUsers(file: string) {
  try {
    const report = new Report([file])
    const users = loadProperties(readFileSync(file, 'utf8'), file, report)
    if (report.errorCount > 0) throw new Error('it is not in the form of .properties')
    return users
  } catch (error) {
    throw unusable(file, `cannot be read: ${whyUnreadable(error)}`)
  }
}

const unusable = (file: string, why: string): ConnectError =>
  new ConnectError('CONFIG_INVALID', `rest.basic.auth.file: ${file} ${why}`)
