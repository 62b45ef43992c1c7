import type { Tx } from '../../db/model/database.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import type { Membership } from '../../db/people/memberships.ts';
import { message } from '../../messages/message.ts';
import type { RequestContext } from '../request-context.ts';
import { auditOfPerson } from './audit-of-person.ts';

/** In each organization of a person whose second factors were reset by an administrator or the operator: audit and notice. */
export async function noteFactorsReset(
  tx: Tx,
  memberships: readonly Pick<Membership, 'tenantId' | 'memberId' | 'email'>[],
  by: Omit<RequestContext, 'tenantId'>,
): Promise<void> {
  await closeLowCodes(tx, memberships);
  for (const { tenantId, memberId, email } of memberships)
    await raiseNotice(
      tx,
      { tenantId, integrationId: null },
      {
        code: 'FactorsReset',
        subject: email,
        detail:
          by.actor.kind === 'member'
            ? message('notices.factors-reset', { memberId, by: by.actor.id })
            : message('notices.factors-reset-by-operator', { memberId }),
      },
    );
  await auditOfPerson(tx, memberships, 'member.factors-reset', by);
}

/** There are no few recovery codes left any more: they were replaced, or removed. */
export async function closeLowCodes(
  tx: Tx,
  memberships: readonly Pick<Membership, 'tenantId' | 'email'>[],
): Promise<void> {
  for (const { tenantId, email } of memberships)
    await closeNotices(tx, { tenantId, integrationId: null }, 'RecoveryCodesLow', email);
}
