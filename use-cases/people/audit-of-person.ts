import type { AuditAction } from '../../domain/audit-actions.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import type { Membership } from '../../db/people/memberships.ts';
import type { RequestContext } from '../request-context.ts';

type AskedBy = Omit<RequestContext, 'tenantId'>;
type Audited = Pick<Membership, 'tenantId' | 'memberId'>;

/** In the audit of each organization a person is in. The actor is known in each: the person, or the machine. */
export const auditOfPerson = (
  tx: Tx,
  memberships: readonly Audited[],
  action: AuditAction,
  by: AskedBy | ((membership: Audited) => AskedBy),
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  recordAudits(
    tx,
    memberships.map((membership) => ({
      ...(typeof by === 'function' ? by(membership) : by),
      tenantId: membership.tenantId,
      action,
      objectKind: 'member',
      objectId: membership.memberId,
      detail,
    })),
  );

/** A person as each of their organizations knows them. */
export const asMember =
  (by: AskedBy) =>
  ({ memberId }: Audited): AskedBy => ({ ...by, actor: { kind: 'member', id: memberId } });
