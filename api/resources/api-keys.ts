import { z } from 'zod';
import { inTransaction } from '../../db/core/database.ts';
import { Id, roleReaches } from '../../contracts/api/common.ts';
import {
  ApiKey,
  ApiKeyList,
  ApiKeyQuery,
  NewApiKey,
  NewApiKeyAnswer,
  RevokeKeyQuery,
} from '../../contracts/api/people.ts';
import {
  type ApiKey as StoredKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../db/people/api-keys.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import { lockIntegrations } from '../../db/core/integrations.ts';
import { answerListByKey, iso, isoOrNull } from '../list-answer.ts';
import { askedBy } from '../carry-out.ts';
import { Problem, problemItem } from '../problems.ts';
import { created, ok, type Route, route } from '../route.ts';
import { hashOfKey, newApiKey, shownPrefix } from '../sign-in/api-key-format.ts';
import { madeBy } from '../sign-in/caller.ts';
import { endAlso } from './descent.ts';
import { voidLostApprovals } from '../../use-cases/write-back/lost-approvals.ts';

const tag = 'API keys';

const wire = (key: StoredKey) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  role: key.role,
  scopes: [...key.scopes],
  maker: key.maker,
  createdAt: iso(key.createdAt),
  expiresAt: isoOrNull(key.expiresAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  revokedAt: isoOrNull(key.revokedAt),
});

/** Keys for scripts: hash only, shown once, role at most the maker's. */
export const apiKeyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/api-keys',
    tag,
    summary: 'API keys, newest first',
    role: 'admin',
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
    privileged: true,
    tag,
    summary: 'Make an API key, shown once',
    role: 'admin',
    body: { schema: NewApiKey, example: { name: 'nightly report', role: 'viewer', expiresInDays: 90 } },
    answers: { 201: NewApiKeyAnswer },
    problems: ['KeyRoleTooGreat', 'PersonRequired'],
    idempotency: 'stored',
    // Only the hash is kept, so a repeat cannot show the key again.
    keep: (body) => ({ ...(body as object), key: null }),
    handle: async ({ deps, caller, body, address, requestId }) => {
      if (!roleReaches(caller.role, body.role)) {
        throw new Problem('KeyRoleTooGreat', { items: [problemItem('KeyRoleTooGreat', { field: 'role' })] });
      }
      // Given by a person with the password, never by a key that was given it.
      if (body.scopes.length > 0 && caller.by !== 'session') throw new Problem('PersonRequired');
      const key = newApiKey();
      const expiresAt = new Date(Date.now() + body.expiresInDays * 86_400_000);
      const stored = await inTransaction(deps.db, async (tx) => {
        const made = await createApiKey(tx, {
          tenantId: caller.tenantId,
          name: body.name,
          prefix: shownPrefix(key),
          keyHash: hashOfKey(key),
          role: body.role,
          scopes: body.scopes,
          ...madeBy(caller),
          expiresAt,
        });
        await recordAudit(tx, {
          tenantId: caller.tenantId,
          actor: caller.actor,
          action: 'api-key.created',
          objectKind: 'api-key',
          objectId: made.id,
          detail: { role: made.role, scopes: body.scopes, expiresAt: iso(expiresAt) },
          address,
          requestId,
        });
        return made;
      });
      return created({ apiKey: wire(stored), key });
    },
  }),
  route({
    method: 'delete',
    path: '/api-keys/{keyId}',
    tag,
    summary: 'Revoke an API key at once, and what came of it as far as the request names it',
    role: 'admin',
    params: z.object({ keyId: Id }),
    query: RevokeKeyQuery,
    answers: { 200: ApiKey },
    problems: ['LastAdministrator', 'StepUpRequired', 'KeyScopeMissing'],
    handle: async ({ deps, caller, params, query, address, requestId }) => {
      const revoked = await inTransaction(deps.db, async (tx) => {
        // Integration rows are locked first of all (architecture.md 5).
        const integrations = await lockIntegrations(tx, caller.tenantId);
        const root = { kind: 'api-key', id: params.keyId } as const;
        await endAlso(tx, root, query.also, { caller, address, requestId });
        const result = await revokeApiKey(tx, caller.tenantId, params.keyId);
        if (result === null) throw new Problem('NotFound');
        if (result.changed || query.also.length > 0) {
          await voidLostApprovals(tx, integrations, askedBy({ caller, requestId }));
          await keepKeyNotices(tx, caller.tenantId, new Date());
        }
        if (result.changed) {
          await recordAudit(tx, {
            tenantId: caller.tenantId,
            actor: caller.actor,
            action: 'api-key.revoked',
            objectKind: 'api-key',
            objectId: params.keyId,
            address,
            requestId,
          });
        }
        return result.apiKey;
      });
      return ok(wire(revoked));
    },
  }),
];
