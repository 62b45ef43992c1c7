import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { connected } from '../../test/environment/seeded-integration.ts';
import { CredentialUnreadable, openCredential, putCandidate } from './credentials.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { createKeyRing, openKeyRing } from './key-ring.ts';
import { createFirstAdministrator } from '../people/people.ts';
import { requireFittingDatabase } from '../schema/require-fitting-database.ts';
import { kept } from '../../test/environment/registered-kinds.ts';

const masterKey = randomBytes(32);
const keyRing = createKeyRing(masterKey);
const another = createKeyRing(randomBytes(32));

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, poolMax: 2 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

describe('a sealed secret', () => {
  const sealed = keyRing.seal('the secret', 'tenant|credential|1|psa');

  it('opens under its key and context only', () => {
    expect(keyRing.open(sealed, 'tenant|credential|1|psa')).toBe('the secret');
    expect(createKeyRing(masterKey).open(sealed, 'tenant|credential|1|psa')).toBe('the secret');
    expect(() => another.open(sealed, 'tenant|credential|1|psa')).toThrow();
    expect(() => keyRing.open(sealed, 'tenant|credential|2|psa')).toThrow();
    expect(() => createKeyRing(masterKey, 2).open(sealed, 'tenant|credential|1|psa')).toThrow();
  });

  it('does not open when any byte of it was changed, or its end was cut', () => {
    const bytes = Buffer.from(sealed, 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = changed[index]! ^ 1;
      expect(() => keyRing.open(changed.toString('base64'), 'tenant|credential|1|psa')).toThrow();
    }
    for (const length of [0, 11, 12, 16, 20, bytes.length - 1])
      expect(() =>
        keyRing.open(bytes.subarray(0, length).toString('base64'), 'tenant|credential|1|psa'),
      ).toThrow();
  });

  it('is another text each time, and its fingerprint needs the key', () => {
    expect(keyRing.seal('the secret', 'tenant|credential|1|psa')).not.toBe(sealed);
    expect(keyRing.fingerprint('the secret')).toBe(createKeyRing(masterKey).fingerprint('the secret'));
    expect(keyRing.fingerprint('the secret')).not.toBe(another.fingerprint('the secret'));
  });

  it('needs a key of 32 bytes', () => {
    expect(() => createKeyRing(randomBytes(31))).toThrow(/32 bytes/);
    expect(() => createKeyRing(randomBytes(33))).toThrow(/32 bytes/);
  });
});

describe('the key of an installation', () => {
  it('is the one first used with the database; another ends the start and changes nothing', async () => {
    const anotherKey = randomBytes(32);
    expect((await openKeyRing(db, masterKey))?.version).toBe(1);
    expect(await openKeyRing(db, anotherKey)).toBeNull();
    expect((await requireFittingDatabase(database.url, masterKey)).version).toBe(1);
    await expect(requireFittingDatabase(database.url, anotherKey)).rejects.toThrow(/MASTER_KEY/);
    await expect(requireFittingDatabase(database.url, Buffer.alloc(32))).rejects.toThrow(/one byte repeated/);
  });

  it('is found wrong too where the stored check itself was changed', async () => {
    const before = await db.selectFrom('keyCheck').selectAll().executeTakeFirstOrThrow();
    await db
      .updateTable('keyCheck')
      .set({ ciphertext: keyRing.seal('something else', 'key-check') })
      .execute();
    expect(await openKeyRing(db, masterKey)).toBeNull();
    await db.updateTable('keyCheck').set({ ciphertext: before.ciphertext }).execute();
  });
});

describe('a stored credential', () => {
  it('cannot be moved to another row or set', async () => {
    const made = await db.transaction().execute(
      (tx) =>
      createFirstAdministrator(tx, {
        tenantName: 'Harbor Lane', currency: 'USD', email: 'admin@harbor-lane.test', name: 'Dana Kim', passwordHash: 'x',
      }), // prettier-ignore
    );
    if (made.kind !== 'created') throw new Error(made.kind);
    const key = await connected(db, made.tenantId, 'awaiting-credentials');
    const host = 'api-00000000.duosecurity.test';
    const put = (set: 'accounts-api' | 'admin-api', secretKey: string) =>
      db
        .transaction()
        .execute((tx) =>
          putCandidate(
            tx,
            keyRing,
            key,
            kept(set, { integrationKey: 'DI', secretKey, apiHostname: host }),
            'test',
          ),
        );
    const accounts = await put('accounts-api', 'accounts-secret');
    const admin = await put('admin-api', 'admin-secret');
    const opened = await openCredential(db, keyRing, key, 'accounts-api', 'candidate');
    expect(opened?.fields.secretKey).toBe('accounts-secret');
    const { ciphertext } = await db
      .selectFrom('credential')
      .select('ciphertext')
      .where('id', '=', accounts)
      .executeTakeFirstOrThrow();
    expect(ciphertext).not.toContain('accounts-secret');
    await db.updateTable('credential').set({ ciphertext }).where('id', '=', admin).execute();
    await expect(openCredential(db, keyRing, key, 'admin-api', 'candidate')).rejects.toThrow(
      CredentialUnreadable,
    );
    await expect(openCredential(db, another, key, 'accounts-api', 'candidate')).rejects.toThrow();
  });
});
