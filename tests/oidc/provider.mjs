// A certified OpenID Connect provider for the tests: one client, people as named on the command line, no mails, no disk.
//
//   node provider.mjs CALLBACK PEOPLE     CALLBACK: address to return to; PEOPLE: JSON {login: {claim: value}}
//
// Prints its address as soon as it answers. Whoever types a login of the list is in, with any password.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [callback, people] = process.argv.slice(2)
const known = JSON.parse(people)

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'massnahmen',
        client_secret: 'only-known-to-the-tests',
        redirect_uris: callback.split(','),
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    cookies: { keys: ['only for the tests'] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    async findAccount(_context, login) {
      return known[login] && { accountId: login, claims: async () => ({ sub: login, ...known[login] }) }
    },
  })
  server.on('request', provider.callback())
  process.stdout.write(`${issuer}\n`)
})
