import { type Message, message } from '../../messages/message.ts';
import { systemActor } from '../../domain/keys.ts';
import { signIns } from '../../domain/defaults.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { type Member, tenantIds } from '../../db/people/people.ts';
import { countRejection } from '../../db/people/sign-ins.ts';

export interface RejectedPassword {
  /** Null: nobody has the email. What was typed is kept nowhere: people type passwords there. */
  readonly member: Pick<Member, 'tenantId' | 'id' | 'personId' | 'email'> | null;
  readonly address: string;
  readonly requestId: string;
  /** What the password was asked for. */
  readonly action: 'session.rejected' | 'member.password-rejected';
}

/** A password that was looked at and did not fit: audit, what the person is told next time, a notice after a burst. */
export async function noteRejection(db: Database, rejected: RejectedPassword): Promise<void> {
  const { member, address, requestId, action } = rejected;
  await db.transaction().execute(async (tx) => {
    const tenantId = member?.tenantId ?? (await tenantIds(tx))[0];
    if (tenantId === undefined) return;
    const times = await countRejection(tx, { personId: member?.personId ?? null, address });
    if (member !== null && times !== null && times % signIns.rejectedInARow === 0)
      await noteBurst(tx, tenantId, {
        subject: member.email,
        detail: message('notices.sign-ins-of-member', { times, memberId: member.id, address }),
      });
    await recordAudit(tx, {
      tenantId,
      actor: systemActor,
      action,
      objectKind: member === null ? 'email' : 'member',
      objectId: member?.id ?? 'unknown',
      address,
      requestId,
    });
  });
}

/** From one network so many attempts were rejected that no more are looked at. */
export async function noteNetworkLimited(db: Database, network: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const [tenantId] = await tenantIds(tx);
    if (tenantId === undefined) return;
    await noteBurst(tx, tenantId, {
      subject: network,
      detail: message('notices.sign-ins-of-network', { network }),
    });
  });
}

const noteBurst = (tx: Tx, tenantId: string, notice: { subject: string; detail: Message }): Promise<void> =>
  raiseNotice(tx, { tenantId, integrationId: null }, { code: 'SignInsRejected', ...notice });
