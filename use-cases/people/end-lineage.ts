import { message } from '../../messages/message.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { type AuditEntry, recordAudits } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { revokeApiKey } from '../../db/people/api-keys.ts';
import { lineageOf } from '../../db/people/lineage.ts';
import type { Creator } from '../../db/people/creators.ts';
import { changeMember } from '../../db/people/people.ts';
import { endSessionsOf } from '../../db/people/sessions.ts';
import type { RequestContext } from '../request-context.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { protectBreakGlass } from './break-glass.ts';
import { limitChangeByKey } from './limits-of-keys.ts';

/** What of a creator's lineage is to end, and whether the asker may end people; null: they may. */
export interface AlsoEnded {
  readonly ids: readonly string[];
  readonly lacksPrivilege: ErrorCode | null;
}

/**
 * Ends what came of a creator, as far as it was asked for: members are disabled and their sessions end, keys are revoked,
 * each with its row in the audit. Before the creator itself, so that members are locked before keys, and after
 * {@link lockProviders}. Ending a member asks
 * for the password, or the scope, as it does anywhere else. Null: done.
 */
export async function endLineage(
  tx: Tx,
  root: Creator,
  { ids, lacksPrivilege }: AlsoEnded,
  by: RequestContext,
): Promise<Rejected | null> {
  if (ids.length === 0) return null;
  const { tenantId } = by;
  const asked = new Set(ids);
  const going = (await lineageOf(tx, tenantId, root)).filter(({ id }) => asked.has(id));
  const foreign = ids.filter((id) => !going.some((one) => one.id === id));
  if (foreign.length > 0) {
    const detail = message('rejections.not-created-by-it', { ids: foreign });
    return rejected('ValidationFailed', null, [{ field: 'also', detail }]);
  }
  const members = going.filter(({ kind }) => kind === 'member');
  const entries: AuditEntry[] = [];
  const cameOf = { kind: root.kind, id: root.id };
  for (const { id, role } of members) {
    const protection = await protectBreakGlass(tx, tenantId, id);
    if (protection !== null) return protection;
    const change = { name: undefined, role: undefined, disabled: true };
    const result = await changeMember(tx, tenantId, id, change);
    if (result.kind !== 'changed') return rejected('LastAdministrator');
    const limit = await limitChangeByKey(tx, result, by);
    if (limit !== null) return limit;
    await endSessionsOf(tx, tenantId, id, null);
    const states = { before: { role, disabled: false }, after: { role, disabled: true } };
    const detail = { cameOf, ...states };
    entries.push({ ...by, action: 'member.changed', objectKind: 'member', objectId: id, detail });
  }
  if (members.length > 0 && lacksPrivilege !== null) return rejected(lacksPrivilege);
  for (const { kind, id } of going) {
    if (kind !== 'api-key') continue;
    await revokeApiKey(tx, tenantId, id);
    const detail = { cameOf };
    entries.push({ ...by, action: 'api-key.revoked', objectKind: 'api-key', objectId: id, detail });
  }
  await recordAudits(tx, entries);
  return null;
}
