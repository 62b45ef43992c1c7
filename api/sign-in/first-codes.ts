import type { Database } from '../../db/model/database.ts';
import { recoveryCodesLeft } from '../../db/people/recovery-codes.ts';
import { withPassword } from './passwords.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

/** Recovery codes, which are shown once, and their hashes, which are kept. */
export interface NewCodes {
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
}

/** New codes of a person. */
export async function makeCodes(personId: string): Promise<NewCodes> {
  const codes = newRecoveryCodes();
  const hashes = await withPassword(() =>
    Promise.all(codes.map((code) => hashOfRecoveryCode(code, personId))),
  );
  return { codes, hashes };
}

/** For a first factor; null: they have codes. */
export const makeFirstCodes = async (db: Database, personId: string): Promise<NewCodes | null> =>
  (await recoveryCodesLeft(db, personId)) === null ? makeCodes(personId) : null;
