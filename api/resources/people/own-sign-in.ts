import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import {
  FactorAdded,
  NewPasskey,
  NewPasskeyOptions,
  OwnSignIn,
  PasskeyChange,
  RecoveryCodes,
} from '../../../contracts/api/sign-in.ts';
import { listIdentities } from '../../../db/people/identity-providers.ts';
import { isSecondFactorRequiredOf } from '../../../db/people/needs-second-factor.ts';
import { listPasskeys } from '../../../db/people/passkeys.ts';
import { recoveryCodesLeft } from '../../../db/people/recovery-codes.ts';
import { beginStep, endStep } from '../../../db/people/sign-in-steps.ts';
import { findTotp } from '../../../db/people/totp.ts';
import { factors } from '../../../domain/defaults.ts';
import {
  addPasskey,
  nameOwnPasskey,
  removeOwnPasskey,
  renewRecoveryCodes,
} from '../../../use-cases/people/second-factors.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { created, noContent, ok, type Route, route } from '../../route.ts';
import { makeCodes, makeFirstCodes } from '../../sign-in/first-codes.ts';
import { registrationOptions, relyingParty, verifyNewPasskey } from '../../sign-in/passkeys.ts';
import { ownerOf, personOf } from '../../sign-in/person-of.ts';
import { challengeOfSession, stepOfSession } from '../../sign-in/steps.ts';

const tag = 'Own sign-in';
const ofPasskey = z.object({ passkeyId: Id });

/** How a person signs in, and their passkeys and recovery codes. */
export const ownSignInRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/me/sign-in',
    keys: 'no',
    tag,
    summary: 'How you sign in: password, passkeys, authenticator app, recovery codes, providers',
    needs: 'read',
    beforeSecondFactor: true,
    answers: { 200: OwnSignIn },
    handle: async ({ deps: { db, settings }, caller }) => {
      const { personId } = personOf(caller);
      const host = new URL(settings.publicUrl).hostname;
      const totp = await findTotp(db, personId);
      const codes = await recoveryCodesLeft(db, personId);
      const identities = await listIdentities(db, caller.tenantId, caller.member.id);
      return ok({
        hasPassword: caller.hasPassword,
        passkeys: (await listPasskeys(db, personId)).map(({ id, name, backedUp, rpId, ...at }) => ({
          id,
          name,
          backedUp,
          isUsable: rpId === host,
          createdAt: iso(at.createdAt),
          lastUsedAt: isoOrNull(at.lastUsedAt),
        })),
        totp: totp === null ? null : { createdAt: iso(totp.createdAt), lastUsedAt: isoOrNull(totp.lastUsedAt) },
        recoveryCodes: codes === null ? null : { left: codes.left, createdAt: iso(codes.createdAt) },
        identities: identities.map(({ createdAt, lastUsedAt, ...identity }) => ({
          ...identity,
          createdAt: iso(createdAt),
          lastUsedAt: iso(lastUsedAt),
        })),
        isSecondFactorRequired: await isSecondFactorRequiredOf(db, personId),
      });
    }, // prettier-ignore
  }),
  route({
    method: 'post',
    path: '/me/passkeys/options',
    keys: 'no',
    privileged: true,
    addsFactor: true,
    beforeSecondFactor: true,
    tag,
    summary: 'Options for creating a passkey in the browser',
    needs: 'read',
    answers: { 200: NewPasskeyOptions },
    problems: ['PasskeysUnavailable', 'TooManyPasskeys'],
    handle: async ({ deps, caller }) => {
      const owner = personOf(caller);
      const party = relyingParty(deps.settings);
      const known = await listPasskeys(deps.db, owner.personId);
      if (known.length >= factors.mostPasskeys) throw new Problem('TooManyPasskeys');
      const options = await registrationOptions(party, { ...caller.member, id: owner.personId }, known);
      await beginStep(deps.db, challengeOfSession(owner, 'passkey-registration', options.challenge));
      return ok(options);
    },
  }),
  route({
    method: 'post',
    path: '/me/passkeys',
    keys: 'no',
    privileged: true,
    addsFactor: true,
    beforeSecondFactor: true,
    tag,
    summary: 'Add a passkey; the first factor comes with recovery codes, shown once',
    needs: 'read',
    body: {
      schema: NewPasskey,
      example: { name: 'Laptop', response: { id: '0123-4567', rawId: '0123-4567', type: 'public-key' } },
    },
    answers: { 201: FactorAdded },
    problems: [
      'OneOrganizationOnly',
      'SignInExpired',
      'PasskeyRejected',
      'PasskeyKnown',
      'TooManyPasskeys',
      'PasskeysUnavailable',
    ],
    handle: async (call) => {
      const { deps, body } = call;
      const owner = ownerOf(call.caller);
      const party = relyingParty(deps.settings);
      const step = await endStep(deps.db, stepOfSession(owner.sessionHash, 'passkey-registration'));
      if (step?.data.challenge === undefined) throw new Problem('SignInExpired');
      const passkey = await verifyNewPasskey(party, body.response, step.data.challenge);
      if (passkey === null) throw new Problem('PasskeyRejected');
      const first = await makeFirstCodes(deps.db, owner.personId);
      const { tookCodes } = await carryOut(deps.db, (tx) =>
        addPasskey(tx, owner, { ...passkey, name: body.name }, first?.hashes ?? null, askedFrom(call)),
      );
      return created({ recoveryCodes: tookCodes ? first?.codes : null });
    },
  }),
  route({
    method: 'patch',
    path: '/me/passkeys/{passkeyId}',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Rename a passkey',
    needs: 'read',
    params: ofPasskey,
    body: { schema: PasskeyChange, example: { name: 'Old laptop' } },
    answers: { 204: null },
    problems: ['OneOrganizationOnly'],
    handle: async (call) => {
      const owner = ownerOf(call.caller);
      await carryOut(call.deps.db, (tx) =>
        nameOwnPasskey(tx, owner, call.params.passkeyId, call.body.name, askedFrom(call)),
      );
      return noContent();
    },
  }),
  route({
    method: 'delete',
    path: '/me/passkeys/{passkeyId}',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Remove a passkey and sign out your other sessions',
    needs: 'read',
    params: ofPasskey,
    answers: { 204: null },
    problems: ['OneOrganizationOnly', 'LastSecondFactor'],
    handle: async (call) => {
      const owner = ownerOf(call.caller);
      await carryOut(call.deps.db, (tx) =>
        removeOwnPasskey(tx, owner, call.params.passkeyId, askedFrom(call)),
      );
      return noContent();
    },
  }),
  route({
    method: 'post',
    path: '/me/recovery-codes',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Replace your recovery codes; the new ones are shown once',
    needs: 'read',
    answers: { 201: RecoveryCodes },
    problems: ['OneOrganizationOnly', 'NoSecondFactor'],
    handle: async (call) => {
      const owner = ownerOf(call.caller);
      if (!call.caller.hasSecondFactor) throw new Problem('NoSecondFactor');
      const { codes, hashes } = await makeCodes(owner.personId);
      await carryOut(call.deps.db, (tx) => renewRecoveryCodes(tx, owner, hashes, askedFrom(call)));
      return created({ recoveryCodes: codes });
    },
  }),
];
