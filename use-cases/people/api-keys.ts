import { isWithin, type Role } from '../../domain/roles.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegrations } from '../../db/integrations/integrations.ts';
import { keepKeyNotices } from '../../db/notices/key-notices.ts';
import {
  type ApiKey,
  createApiKey,
  findApiKey,
  revokeApiKey,
  setKeyOwner,
} from '../../db/people/api-keys.ts';
import { lockProviders } from '../../db/people/identity-providers.ts';
import { lockActiveRole } from '../../db/people/people.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { voidLostApprovals } from '../write-back/lost-approvals.ts';
import { type AlsoEnded, endLineage } from './end-lineage.ts';
import type { MadeBy } from './members.ts';

type NewKey = Required<Omit<Parameters<typeof createApiKey>[1], 'tenantId' | keyof MadeBy>>;

/** @param creator the role of who asks, and whether they are a person that signed in */
export async function makeApiKey(
  tx: Tx,
  key: NewKey,
  creator: MadeBy & { readonly role: Role; readonly isPerson: boolean },
  by: RequestContext,
): Promise<ApiKey | Rejected> {
  const { role: reaches, isPerson, createdBy, createdByKey } = creator;
  if (!isWithin(key.role, reaches)) return rejected('KeyRoleTooGreat', null, [{ field: 'role' }]);
  // Given by a person with the password, never by a key that was given it.
  if (key.scopes.length > 0 && !isPerson) return rejected('PersonRequired');
  const made = await createApiKey(tx, { tenantId: by.tenantId, ...key, createdBy, createdByKey });
  const { role, scopes, expiresAt } = key;
  await recordAudit(tx, {
    ...by,
    action: 'api-key.created',
    objectKind: 'api-key',
    objectId: made.id,
    detail: { role, scopes, expiresAt: expiresAt?.toISOString() ?? null },
  });
  return made;
}

/**
 * The key works by the membership of another person from now on. An approval of it that is not sent yet was void with its
 * former owner, and stays so.
 */
export async function changeKeyOwner(
  tx: Tx,
  keyId: string,
  ownerId: string,
  by: RequestContext,
): Promise<ApiKey | Rejected> {
  const { tenantId } = by;
  // Integration rows are locked first of all (architecture.md 5).
  const integrations = await lockIntegrations(tx, tenantId);
  const owner = await lockActiveRole(tx, tenantId, ownerId);
  const before = await findApiKey(tx, tenantId, keyId);
  if (before === null) return rejected('NotFound');
  if (before.revokedAt !== null || (before.expiresAt !== null && before.expiresAt <= by.now))
    return rejected('KeyEnded');
  if (owner === null || !isWithin(before.role, owner))
    return rejected('KeyOwnerTooSmall', null, [{ field: 'ownerId' }]);
  if (before.owner.id === ownerId) return before;
  await setKeyOwner(tx, tenantId, keyId, ownerId);
  await voidLostApprovals(tx, integrations, by);
  await keepKeyNotices(tx, tenantId, by.now);
  await recordAudit(tx, {
    ...by,
    action: 'api-key.owner-changed',
    objectKind: 'api-key',
    objectId: keyId,
    detail: { before: { owner: before.owner.id }, after: { owner: ownerId } },
  });
  return (await findApiKey(tx, tenantId, keyId)) ?? rejected('NotFound');
}

/** Immediately, together with what was created with it, as far as it is named. */
export async function endApiKey(
  tx: Tx,
  keyId: string,
  also: AlsoEnded,
  by: RequestContext,
): Promise<ApiKey | Rejected> {
  const { tenantId } = by;
  // Integration rows are locked first of all (architecture.md 5).
  const integrations = await lockIntegrations(tx, tenantId);
  if (also.ids.length > 0) await lockProviders(tx, tenantId);
  const rejection = await endLineage(tx, { kind: 'api-key', id: keyId }, also, by);
  if (rejection !== null) return rejection;
  const result = await revokeApiKey(tx, tenantId, keyId);
  if (result === null) return rejected('NotFound');
  if (result.changed || also.ids.length > 0) {
    await voidLostApprovals(tx, integrations, by);
    await keepKeyNotices(tx, tenantId, by.now);
  }
  if (result.changed)
    await recordAudit(tx, { ...by, action: 'api-key.revoked', objectKind: 'api-key', objectId: keyId });
  return result.apiKey;
}
