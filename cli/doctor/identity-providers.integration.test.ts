import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildApp } from '../../api/app.ts';
import { createProvider } from '../../db/people/identity-providers.ts';
import { createKeyRing } from '../../db/secrets/key-ring.ts';
import { sayIn } from '../../messages/say.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { type ScriptedProviders, scriptedProviders } from '../../test/environment/scripted-provider.ts';
import { examineIdentityProviders } from './identity-providers.ts';

const hosts = ['good.idp.test', 'hangs.idp.test', 'other.idp.test', 'off.idp.test'];

let api: ApiUnderTest;
let providers: ScriptedProviders;
const servers: Server[] = [];
beforeAll(async () => {
  providers = await scriptedProviders(hosts);
  api = await apiUnderTest({ sso: providers.outbound });
});
afterAll(async () => {
  for (const server of servers) server.close();
  await api.close();
  providers.close();
});

/** Of an API with these settings; only it can reach the providers. */
async function listening(settings: Partial<ApiUnderTest['deps']['settings']> = {}): Promise<string> {
  const { app } = buildApp({ ...api.deps, settings: { ...api.deps.settings, ...settings } });
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const say = sayIn({ LANG: 'en_US.UTF-8' });
const examined = async (url: string, keyRing = api.deps.keyRing): Promise<readonly string[]> =>
  (await examineIdentityProviders(url, keyRing, AbortSignal.timeout(5_000))).map(
    ({ state, found, advice }) => `${state}: ${say(found)}${advice === null ? '' : ` → ${say(advice)}`}`,
  );

it('has the API say which identity providers it cannot reach, within seconds, and nothing without any', async () => {
  const url = await listening();
  expect(await examined(url)).toEqual([]);
  await api.db.transaction().execute(async (tx) => {
    for (const host of hosts)
      await createProvider(
        tx,
        api.deps.keyRing,
        api.tenantId,
        {
          kind: 'generic',
          name: host,
          issuer: `https://${host}`,
          clientId: 'seatwise',
          domains: [],
          roleClaim: null,
          roles: [],
          defaultRole: 'viewer',
          enabled: host !== 'off.idp.test',
        },
        randomUUID(),
      );
  });
  for (const host of hosts) providers.at(`https://${host}`);
  providers.at('https://hangs.idp.test').instead = () => true;
  providers.at('https://other.idp.test').metadata = { issuer: 'https://elsewhere.test' };
  const began = Date.now();
  expect(await examined(url)).toEqual([
    'good: good.idp.test is responding',
    expect.stringMatching(/^bad: ProviderUnavailable at hangs\.idp\.test → Try again/u),
    expect.stringMatching(/^bad: NotAProvider at other\.idp\.test → /u),
  ]);
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(providers.at('https://off.idp.test').calls).toEqual([]);
});

it('names the network policy where that keeps the API from every provider', async () => {
  expect(await examined(await listening({ providersBlocked: true }))).toContainEqual(
    expect.stringMatching(/^bad: ProviderUnavailable at hangs.* → .*networkPolicy\.identityProviders/u),
  );
});

it('calls no provider for who does not have the master key, or for a signature of yesterday', async () => {
  const url = await listening();
  const before = providers.at('https://good.idp.test').calls.length;
  expect(await examined(url, createKeyRing(randomBytes(32)))).toEqual([
    expect.stringMatching(/^bad: The API did not accept the signature/u),
  ]);
  const at = String(Date.now() - 86_400_000);
  const authorization = `Doctor ${at}.${api.deps.keyRing.sign(at, 'doctor request')}`;
  for (const headers of [{}, { authorization }])
    expect((await fetch(`${url}/checks/connections`, { headers })).status).toBe(401);
  expect(providers.at('https://good.idp.test').calls).toHaveLength(before);
});

it('does not say that a provider is down while the API is', async () => {
  expect(await examined('http://127.0.0.1:1')).toEqual([
    expect.stringMatching(/^not-checked: Requires the API/u),
  ]);
});
