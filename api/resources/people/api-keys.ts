import { z } from 'zod';
import { apiKeys } from '../../../domain/defaults.ts';
import { dayMs } from '../../../domain/calendar.ts';
import { Id } from '../../../contracts/api/common.ts';
import {
  ApiKey,
  ApiKeyChange,
  ApiKeyList,
  ApiKeyQuery,
  NewApiKey,
  NewApiKeyAnswer,
  RevokeKeyQuery,
} from '../../../contracts/api/people.ts';
import { type ApiKey as StoredKey, listApiKeys } from '../../../db/people/api-keys.ts';
import { changeKeyOwner, endApiKey, makeApiKey } from '../../../use-cases/people/api-keys.ts';
import { askedFrom, carryOut } from '../../carry-out.ts';
import { answerListByKey, iso, isoOrNull } from '../../list-answer.ts';
import { created, ok, type Route, route } from '../../route.ts';
import { hashOfKey, newApiKey, shownPrefix } from '../../sign-in/api-key-format.ts';
import { lacksPrivilege, madeBy } from '../../sign-in/caller.ts';

const tag = 'API keys';

const wire = (key: StoredKey) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  scopes: [...key.scopes],
  creator: key.creator,
  owner: key.owner,
  createdAt: iso(key.createdAt),
  expiresAt: isoOrNull(key.expiresAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  revokedAt: isoOrNull(key.revokedAt),
});

/** Keys for scripts: hash only, shown once, role at most the creator's. */
export const apiKeyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api-keys',
    tag,
    summary: 'API keys, newest first',
    needs: 'manage-keys',
    query: ApiKeyQuery,
    answers: { 200: ApiKeyList },
    handle: async ({ deps, caller, query }) =>
      answerListByKey(
        deps,
        query,
        'api-keys',
        (db, page) => listApiKeys(db, caller.tenantId, query.q, page),
        wire,
      ),
  }),
  route({
    method: 'post',
    path: '/api-keys',
    keys: 'limited',
    privileged: true,
    tag,
    summary: 'Create an API key, shown once',
    needs: 'manage-keys',
    body: {
      schema: NewApiKey,
      example: { name: 'nightly report', role: 'viewer', expiresInDays: apiKeys.usualDays },
    },
    answers: { 201: NewApiKeyAnswer },
    problems: ['KeyRoleTooGreat'],
    idempotency: 'stored',
    // Only the hash is kept, so a repeat cannot show the key again.
    keep: (body) => ({ ...(body as object), key: null }),
    handle: async (call) => {
      const { caller, body } = call;
      const key = newApiKey();
      const fresh = {
        name: body.name,
        prefix: shownPrefix(key),
        keyHash: hashOfKey(key),
        role: body.role,
        scopes: body.scopes,
        expiresAt: new Date(Date.now() + body.expiresInDays * dayMs),
      };
      const creator = { ...madeBy(caller), role: caller.role, isPerson: caller.by === 'session' };
      const made = await carryOut(call.deps.db, (tx) => makeApiKey(tx, fresh, creator, askedFrom(call)));
      return created({ apiKey: wire(made), key });
    },
  }),
  route({
    method: 'patch',
    path: '/api-keys/{keyId}',
    keys: 'no',
    privileged: true,
    tag,
    summary: 'Change the owner of an API key, whose membership it then depends on',
    needs: 'manage-keys',
    params: z.object({ keyId: Id }),
    body: { schema: ApiKeyChange, example: { ownerId: '3b0c8c5e-6f0a-4c5e-9d57-0f2c1a7be001' } },
    answers: { 200: ApiKey },
    problems: ['KeyOwnerTooSmall', 'KeyEnded'],
    handle: async (call) => {
      const { keyId } = call.params;
      return ok(
        wire(
          await carryOut(call.deps.db, (tx) => changeKeyOwner(tx, keyId, call.body.ownerId, askedFrom(call))),
        ),
      );
    },
  }),
  route({
    method: 'delete',
    path: '/api-keys/{keyId}',
    keys: 'limited',
    tag,
    summary: 'Revoke an API key immediately, and what it created where the request names it',
    needs: 'manage-keys',
    params: z.object({ keyId: Id }),
    query: RevokeKeyQuery,
    answers: { 200: ApiKey },
    problems: ['LastAdministrator', 'BreakGlassProtected', 'StepUpRequired', 'KeyScopeMissing'],
    handle: async (call) => {
      const also = { ids: call.query.also, lacksPrivilege: lacksPrivilege(call.caller) };
      return ok(
        wire(await carryOut(call.deps.db, (tx) => endApiKey(tx, call.params.keyId, also, askedFrom(call)))),
      );
    },
  }),
];
