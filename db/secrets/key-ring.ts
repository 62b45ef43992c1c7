import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Queryable, Tx } from '../model/database.ts';

/** Seals secrets with AES-256-GCM under the master key (architecture.md 11). `context` is authenticated, not stored. */
export interface KeyRing {
  readonly version: number;
  seal(plain: string, context: string): string;
  /** Throws when the key, the context or a byte is not the sealed one. */
  open(sealed: string, context: string): string;
  /** A short keyed digest for people to recognize a secret by, useless without the key. */
  fingerprint(plain: string): string;
  /** HMAC-SHA-256 in hex under a key of its own for each purpose, derived from the master key (HKDF, RFC 5869). */
  sign(text: string, purpose: string): string;
}

const ivBytes = 12; // 96 bits, random for each seal: the size AES-GCM is defined for
const tagBytes = 16;

/** @param masterKey exactly 32 bytes; throws otherwise. */
export function createKeyRing(masterKey: Buffer, version = 1): KeyRing {
  if (masterKey.length !== 32) throw new Error('the master key must be 32 bytes, base64 encoded');
  const sign = (text: string, purpose: string): string => {
    const key = Buffer.from(hkdfSync('sha256', masterKey, '', `seatwise ${purpose}`, 32));
    return createHmac('sha256', key).update(text, 'utf8').digest('hex');
  };
  const bind = (context: string): Buffer => Buffer.from(`${context}|v${version}`, 'utf8');
  return {
    version,
    seal(plain, context) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(bind(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', masterKey, bytes.subarray(0, ivBytes))
        .setAAD(bind(context))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
        'utf8',
      );
    },
    fingerprint: (plain) => sign(plain, 'fingerprint').slice(0, 12),
    sign,
  };
}

/** Compares two signatures in constant time. */
export function isSameMac(expected: string, found: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(found)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** By which people and a restore recognize a master key, whatever its version in a database. Says nothing about the key. */
export const masterKeyId = (masterKey: Buffer): string =>
  createKeyRing(masterKey).sign('key id', 'master key id').slice(0, 16);

const checkText = 'seatwise key check';

/** This process holds a master key that the database is no longer sealed with. The name is the code of contracts/errors.ts. */
export class MasterKeyChanged extends Error {
  override readonly name = 'MasterKeyChanged';

  constructor() {
    super('the master key was rotated: start this process again with the new one');
  }
}

/**
 * The key ring of a database under this master key; the first key that a database meets becomes its own. Null: the key
 * is another one, which must end the start, because a new key over old data would lose every credential
 * (architecture.md 11).
 */
export async function openKeyRing(db: Database, masterKey: Buffer): Promise<KeyRing | null> {
  const first = createKeyRing(masterKey);
  await sql`
    insert into key_check (key_version, ciphertext)
    select ${first.version}, ${sealedCheck(first)} where not exists (select from key_check)
    on conflict do nothing`.execute(db);
  return findKeyRing(db, masterKey);
}

/** As {@link openKeyRing}, of a database that is in use already. Writes nothing. */
export async function findKeyRing(db: Queryable, masterKey: Buffer): Promise<KeyRing | null> {
  const row = await db
    .selectFrom('keyCheck')
    .selectAll()
    .orderBy('keyVersion', 'desc')
    .limit(1)
    .executeTakeFirst();
  const keyRing = createKeyRing(masterKey, row?.keyVersion);
  return row === undefined || opensCheck(keyRing, row.ciphertext) ? keyRing : null;
}

/** What `key_check` holds under this key ring. */
export const sealedCheck = (keyRing: KeyRing): string => keyRing.seal(checkText, 'key-check');

function opensCheck(keyRing: KeyRing, ciphertext: string): boolean {
  try {
    return keyRing.open(ciphertext, 'key-check') === checkText;
  } catch {
    return false;
  }
}

/** Arbitrary and fixed: shared by who seals, alone for who rotates. */
const keyLock = 7_120_423;

/** Waits until nobody seals, and keeps others from it until the transaction ends. */
export const keepOthersFromSealing = async (tx: Tx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${keyLock})`.execute(tx);
};

/**
 * Nothing is sealed under a key that was rotated meanwhile: whoever stores a sealed value asks this first, in the same
 * transaction, and a rotation waits until that has ended. Throws {@link MasterKeyChanged}.
 */
export async function requireCurrentKey(tx: Tx, keyRing: KeyRing): Promise<void> {
  // No lock of the row: who may take one may change it.
  await sql`select pg_advisory_xact_lock_shared(${keyLock})`.execute(tx);
  const row = await tx
    .selectFrom('keyCheck')
    .select('keyVersion')
    .orderBy('keyVersion', 'desc')
    .limit(1)
    .executeTakeFirst();
  // No row: nothing was ever started on this database, so nothing was rotated.
  if (row !== undefined && row.keyVersion !== keyRing.version) throw new MasterKeyChanged();
}
