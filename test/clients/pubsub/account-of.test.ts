import assert from 'node:assert/strict'
import { it } from 'node:test'
import { accountOf } from '@psconnect/client-pubsub'

const of = (key: object): Promise<string> => accountOf({ project: 'p', json: JSON.stringify(key) })

it('credentials say whose they are', async () => {
  const email = 'sender@p.iam.gserviceaccount.com'
  assert.equal(await of({ type: 'service_account', client_email: email }), `the service account ${email}`)
  assert.match(await of({ type: 'authorized_user' }), /^a person, /)
  const target = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`
  assert.equal(
    await of({ type: 'external_account', service_account_impersonation_url: target }),
    `the service account ${email}, by external_account`,
  )
  assert.equal(await of({ type: 'external_account' }), 'credentials of type external_account')
})

it('credentials that cannot be read are not quoted', async () => {
  await assert.rejects(accountOf({ project: 'p', json: '{"private' }), /^TokenError: the credentials are not JSON$/)
})
