import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../db/model/database.ts';
import { createPasskey } from '../../db/people/passkeys.ts';
import { createPerson } from '../../db/people/persons.ts';
import { asRole, type TestDatabase, testDatabase } from '../../test/environment/database.ts';
import { sayIn } from '../../messages/say.ts';
import { examinePasskeys } from './passkeys.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: asRole(database.url, 'commands'), poolMax: 2 });
  const owner = openDatabase({ url: database.url, poolMax: 1 });
  await owner.transaction().execute(async (tx) => {
    const person = await createPerson(tx, { email: 'dana@harbor-lane.test', passwordHash: null });
    for (const rpId of ['old.test', 'old.test', 'new.test'])
      await createPasskey(tx, {
        personId: person!.id,
        credentialId: randomUUID(),
        publicKey: Buffer.from('none'),
        counter: 0,
        transports: [],
        aaguid: '',
        backedUp: false,
        name: 'Key',
        rpId,
      });
  });
  await owner.destroy();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const say = sayIn({ LANG: 'en_US.UTF-8' });
const found = async (publicUrl: string) => {
  const check = await examinePasskeys(db, publicUrl);
  return [check.state, say(check.found)];
};

it('warns of passkeys created for a host other than that of PUBLIC_URL', async () => {
  expect(await found('https://new.test')).toEqual([
    'warning',
    expect.stringContaining('2 passkeys no longer work'),
  ]);
  await db.deleteFrom('passkey').where('rpId', '=', 'old.test').execute();
  expect(await found('https://new.test:8443/')).toEqual(['good', 'Passkeys work at new.test']);
});

it.each(['http://192.0.2.7:4600', 'http://[::1]:4600'])(
  'warns where PUBLIC_URL is an address: %s',
  async (url) => {
    await db.deleteFrom('passkey').execute();
    expect(await found(url)).toEqual(['warning', expect.stringContaining('IP address')]);
  },
);
