import type { z } from 'zod';
import type { GivenFactor } from '../../contracts/api/sign-in.ts';
import { findPasskey } from '../../db/people/passkeys.ts';
import { findTotp, totpContext } from '../../db/people/totp.ts';
import type { FactorUse } from '../../use-cases/people/use-factor.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import { type PasskeyResponse, relyingParty, verifyPasskey } from './passkeys.ts';
import { withPassword } from './passwords.ts';
import { hashOfRecoveryCode } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';

type Given = z.output<typeof GivenFactor>;

/**
 * What of a given factor is used up, if it is this person's and fits. Nothing is used up yet.
 * @param challenge what a passkey was asked to sign; null: it was asked nothing
 * Throws the problems SecondFactorRejected and PasskeyRejected.
 */
export async function proveFactor(
  deps: ApiDependencies,
  personId: string,
  given: Given,
  challenge: string | null,
): Promise<FactorUse> {
  switch (given.factor) {
    case 'totp': {
      const step = await stepOfTotp(deps, personId, given.code);
      if (step === null) throw new Problem('SecondFactorRejected');
      return { factor: 'totp', step };
    }
    case 'recovery-code': {
      const codeHash = await withPassword(() => hashOfRecoveryCode(given.code, personId));
      return { factor: 'recovery-code', codeHash };
    }
    case 'passkey': {
      const use = await provePasskey(deps, given.response, challenge, false);
      if (use.personId !== personId) throw new Problem('PasskeyRejected');
      return use;
    }
  }
}

async function stepOfTotp(
  { db, keyRing }: ApiDependencies,
  personId: string,
  code: string,
): Promise<number | null> {
  const totp = await findTotp(db, personId);
  return totp === null
    ? null
    : stepOfCode(keyRing.open(totp.ciphertext, totpContext(personId)), code, new Date());
}

/**
 * Whose passkey signed the challenge, and what of it is used up. Throws the problem PasskeyRejected.
 * @param isAlone nothing but the passkey says who they are
 */
export async function provePasskey(
  { db, settings }: ApiDependencies,
  response: PasskeyResponse,
  challenge: string | null,
  isAlone: boolean,
): Promise<FactorUse & { readonly factor: 'passkey'; readonly personId: string }> {
  const passkey = await findPasskey(db, response.id);
  const use =
    passkey === null || challenge === null
      ? null
      : await verifyPasskey(relyingParty(settings), passkey, response, { challenge, isAlone });
  if (passkey === null || use === null) throw new Problem('PasskeyRejected');
  const { id, name, personId } = passkey;
  return { factor: 'passkey', passkey: { id, name }, personId, ...use };
}
