import { type Message, message } from '../../messages/message.ts';
import { systemActor } from '../../domain/keys.ts';
import { signIns } from '../../domain/defaults.ts';
import type { SignInMethod } from '../../domain/sign-ins.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { lockMemberships, nobody } from '../../db/people/memberships.ts';
import { type Member, tenantIds } from '../../db/people/people.ts';
import { countRejection, countUnknown } from '../../db/people/sign-ins.ts';
import { auditOfPerson } from './audit-of-person.ts';

export interface RejectedPassword {
  /** Null: nobody has the email. What was typed is kept nowhere: people type passwords there. */
  readonly member: Pick<Member, 'tenantId' | 'id' | 'personId' | 'email'> | null;
  readonly address: string;
  readonly requestId: string;
  /** What it was asked for. */
  readonly action: 'session.rejected' | 'member.password-rejected' | 'member.factor-rejected';
  /** Why even the right one opens nothing; null: it does. */
  readonly code: 'SsoRequired' | null;
}

/**
 * Records a wrong password or second factor in every organization of the person: in the audit, for their next sign-in,
 * and, after a burst, in a notice. An unknown email and a network belong to no organization: with several, only the
 * metrics count them.
 */
export async function noteRejection(db: Database, rejected: RejectedPassword): Promise<void> {
  const { member, address, requestId, action, code } = rejected;
  await db.transaction().execute(async (tx) => {
    const only = await onlyTenant(tx);
    const personId = member?.personId ?? null;
    const all = await lockMemberships(tx, personId ?? nobody);
    const inUse = all.filter(({ disabledAt }) => disabledAt === null);
    const memberships = inUse.length > 0 ? inUse : all;
    const times = await countRejection(tx, { personId, address });
    if (member !== null && times !== null && times % signIns.rejectedInARow === 0)
      for (const { tenantId, memberId, email } of memberships)
        await noteBurst(tx, tenantId, {
          subject: email,
          detail: message('notices.sign-ins-of-member', { times, memberId, address }),
        });
    const by = { actor: systemActor, requestId, address, now: new Date() };
    const detail = code === null ? {} : { code };
    if (memberships.length > 0) await auditOfPerson(tx, memberships, action, by, detail);
    else if (only === null) await countUnknown(tx);
    else await recordAudit(tx, { ...by, tenantId: only, action, objectKind: 'email', objectId: 'unknown' });
  });
}

/** A passkey was right, but the organization requires single sign-on. */
export async function noteSsoRequired(
  db: Database,
  {
    member,
    address,
    requestId,
  }: Omit<RejectedPassword, 'member' | 'action' | 'code'> & { readonly member: Member },
  method: SignInMethod,
): Promise<void> {
  await db.transaction().execute((tx) =>
    recordAudit(tx, {
      tenantId: member.tenantId,
      actor: systemActor,
      requestId,
      address,
      action: 'session.rejected',
      objectKind: 'member',
      objectId: member.id,
      detail: { code: 'SsoRequired', method },
    }),
  );
}

/** From one network so many attempts were rejected that no more are looked at. */
export async function noteNetworkLimited(db: Database, network: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const only = await onlyTenant(tx);
    if (only === null) return;
    await noteBurst(tx, only, {
      subject: network,
      detail: message('notices.sign-ins-of-network', { network }),
    });
  });
}

/** Null: there are several organizations, or none yet. */
async function onlyTenant(tx: Tx): Promise<string | null> {
  const [first, ...others] = await tenantIds(tx);
  return first !== undefined && others.length === 0 ? first : null;
}

const noteBurst = (tx: Tx, tenantId: string, notice: { subject: string; detail: Message }): Promise<void> =>
  raiseNotice(tx, { tenantId, integrationId: null }, { code: 'SignInsRejected', ...notice });
