import type { SecondFactor } from '../../domain/sign-ins.ts';
import type { Queryable } from '../model/database.ts';
import { listPasskeys } from './passkeys.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { findTotp } from './totp.ts';

/** What a person can give after the password at this host. */
export async function factorsToGive(
  db: Queryable,
  personId: string,
  host: string,
): Promise<readonly SecondFactor[]> {
  const passkeys = await listPasskeys(db, personId);
  const codes = await recoveryCodesLeft(db, personId);
  return [
    ...(passkeys.some(({ rpId }) => rpId === host) ? (['passkey'] as const) : []),
    ...((await findTotp(db, personId)) === null ? [] : (['totp'] as const)),
    ...(codes === null || codes.left === 0 ? [] : (['recovery-code'] as const)),
  ];
}
