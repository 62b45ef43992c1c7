import { ConfirmTotp, FactorAdded, TotpSetUp } from '../../../contracts/api/sign-in.ts';
import { inTransaction } from '../../../db/model/database.ts';
import { beginStep, endStep, tryStep } from '../../../db/people/sign-in-steps.ts';
import { totpContext } from '../../../db/people/totp.ts';
import { requireCurrentKey } from '../../../db/secrets/key-ring.ts';
import { factors } from '../../../domain/defaults.ts';
import { rejected } from '../../../use-cases/outcome.ts';
import { addTotp, removeOwnTotp } from '../../../use-cases/people/second-factors.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { iso } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { created, noContent, ok, type Route, route } from '../../route.ts';
import { makeFirstCodes } from '../../sign-in/first-codes.ts';
import { ownerOf, personOf } from '../../sign-in/person-of.ts';
import { stepExpiry, stepOfSession } from '../../sign-in/steps.ts';
import { newTotp, stepOfCode } from '../../sign-in/totp.ts';

const tag = 'Own sign-in';

/** The authenticator app of a person. */
export const ownTotpRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/me/totp',
    keys: 'no',
    privileged: true,
    addsFactor: true,
    beforeSecondFactor: true,
    tag,
    summary: 'Begin adding an authenticator app; returns its secret and QR code, shown once',
    needs: 'read',
    answers: { 200: TotpSetUp },
    handle: async ({ deps: { db, keyRing }, caller }) => {
      const { personId, sessionHash } = personOf(caller);
      const totp = newTotp(caller.member.email, 'Seatwise');
      const expiresAt = stepExpiry();
      const data = {
        ciphertext: keyRing.seal(totp.secret, totpContext(personId)),
        keyVersion: keyRing.version,
      };
      const key = stepOfSession(sessionHash, 'totp-setup');
      await inTransaction(db, async (tx) => {
        await requireCurrentKey(tx, keyRing);
        await beginStep(tx, { ...key, personId, member: null, sessionHash, data, expiresAt });
      });
      return ok({ ...totp, expiresAt: iso(expiresAt) });
    },
  }),
  route({
    method: 'post',
    path: '/me/totp/confirm',
    keys: 'no',
    privileged: true,
    addsFactor: true,
    beforeSecondFactor: true,
    tag,
    summary:
      'Add the authenticator app by a code of it; the first factor comes with recovery codes, shown once',
    needs: 'read',
    body: { schema: ConfirmTotp, example: { code: '123456' } },
    answers: { 201: FactorAdded },
    problems: ['OneOrganizationOnly', 'SignInExpired', 'SecondFactorRejected'],
    handle: async (call) => {
      const { db, keyRing } = call.deps;
      const owner = ownerOf(call.caller);
      const key = stepOfSession(owner.sessionHash, 'totp-setup');
      const { ciphertext, keyVersion } = (await tryStep(db, key, factors.stepAttempts))?.data ?? {};
      // Sealed under a master key that was rotated since, it does not open.
      if (ciphertext === undefined || keyVersion !== keyRing.version) throw new Problem('SignInExpired');
      const step = stepOfCode(
        keyRing.open(ciphertext, totpContext(owner.personId)),
        call.body.code,
        new Date(),
      );
      if (step === null) throw new Problem('SecondFactorRejected');
      const first = await makeFirstCodes(db, owner.personId);
      const { tookCodes } = await carryOut(db, async (tx) =>
        (await endStep(tx, key)) === null
          ? rejected('SignInExpired')
          : addTotp(tx, owner, { keyRing, ciphertext, step }, first?.hashes ?? null, askedFrom(call)),
      );
      return created({ recoveryCodes: tookCodes ? first?.codes : null });
    },
  }),
  route({
    method: 'delete',
    path: '/me/totp',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Remove the authenticator app and sign out your other sessions',
    needs: 'read',
    answers: { 204: null },
    problems: ['NotFound', 'OneOrganizationOnly', 'LastSecondFactor'],
    handle: async (call) => {
      const owner = ownerOf(call.caller);
      await carryOut(call.deps.db, (tx) => removeOwnTotp(tx, owner, askedFrom(call)));
      return noContent();
    },
  }),
];
