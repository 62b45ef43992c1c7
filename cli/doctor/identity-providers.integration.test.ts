import { randomBytes, randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createProvider } from '../../db/people/identity-providers.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { openKeyRing } from '../../db/secrets/key-ring.ts';
import { sayIn } from '../../messages/say.ts';
import { asRole, type TestDatabase, testDatabase } from '../../test/environment/database.ts';
import { type ScriptedProviders, scriptedProviders } from '../../test/environment/scripted-provider.ts';
import { examineIdentityProviders } from './identity-providers.ts';

const hosts = ['good.idp.test', 'hangs.idp.test', 'other.idp.test', 'off.idp.test'];

let database: TestDatabase;
let owner: Database;
let db: Database;
let providers: ScriptedProviders;
beforeAll(async () => {
  providers = await scriptedProviders(hosts);
  database = await testDatabase();
  owner = openDatabase({ url: database.url, poolMax: 2 });
  db = openDatabase({ url: asRole(database.url, 'commands'), poolMax: 2 });
});
afterAll(async () => {
  await Promise.all([db.destroy(), owner.destroy()]);
  await database.drop();
  providers.close();
});

it('says which identity providers cannot be reached, within seconds, and nothing without any', async () => {
  const keyRing = (await openKeyRing(owner, randomBytes(32)))!;
  const examine = () => examineIdentityProviders({ db, keyRing, outboundOptions: providers.outbound });
  const made = await owner.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'admin@harbor-lane.test',
      name: 'Administrator',
      passwordHash: 'none',
    }),
  );
  const { tenantId } = made as { tenantId: string };
  expect(await examine()).toEqual([]);

  await owner.transaction().execute(async (tx) => {
    for (const host of hosts)
      await createProvider(
        tx,
        keyRing,
        tenantId,
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
  const found = await examine();
  expect(Date.now() - began).toBeLessThan(5_000);
  const say = sayIn({ LANG: 'en_US.UTF-8' });
  expect(found.map((check) => `${check.state}: ${say(check.found)}`)).toEqual([
    'good: good.idp.test is responding',
    'bad: ProviderUnavailable at hangs.idp.test',
    'bad: NotAProvider at other.idp.test',
  ]);
  expect(providers.at('https://off.idp.test').calls).toEqual([]);
});
