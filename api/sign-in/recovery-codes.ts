import { createHash, randomBytes } from 'node:crypto';
import { factors } from '../../domain/defaults.ts';
import { crockford } from './crockford.ts';
import { deriveFromPassword } from './passwords.ts';

/** 60 random bits each, in groups that people copy without losing their place. */
const groups = 3;
const groupLength = 4;

const newCode = (): string =>
  Array.from({ length: groups }, () => crockford(randomBytes(groupLength), groupLength)).join('-');

export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: factors.recoveryCodes }, newCode);

/** As it is compared: people add blanks, leave out dashes, and write letters that are read for others. */
const plain = (code: string): string =>
  code.toLowerCase().replaceAll(/[\s-]/gu, '').replaceAll('o', '0').replaceAll(/[il]/gu, '1');

/**
 * Argon2id under a salt of the person's own, so that one computation finds a code among theirs. Not keyed by the master
 * key: who rotates that has no codes to compute again.
 */
export const hashOfRecoveryCode = (code: string, personId: string): Promise<string> =>
  deriveFromPassword(
    plain(code),
    createHash('sha256').update(`recovery code|${personId}`).digest().subarray(0, 16),
  );
