import { createServer } from 'node:https';
import { parentPort, workerData } from 'node:worker_threads';
import Provider from 'oidc-provider';

/**
 * A certified identity provider, in a separate thread, since Jest cannot load its modules. Whoever asks to be
 * signed in is signed in as the account that the last message named. It begins with a message that names its client.
 */
const { issuer, key, cert } = workerData;
const claimsOf = new Map();
let last = 'nobody';
let provider;
parentPort.on('message', ({ client, sub, claims }) => {
  if (client !== undefined) {
    provider = providerFor(client);
    return;
  }
  claimsOf.set(sub, claims);
  last = sub;
});

const providerFor = (client) =>
  new Provider(issuer, {
    clients: [client],
    claims: { openid: ['sub', 'sid'], profile: ['name'], email: ['email'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['of the test'] },
    findAccount: (_context, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...claimsOf.get(accountId) }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });

const server = createServer({ key, cert }, (request, response) => {
  if (request.url.startsWith('/interaction/'))
    void provider.interactionFinished(request, response, { login: { accountId: last } });
  else provider.callback()(request, response);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
