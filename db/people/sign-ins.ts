import { sql } from 'kysely';
import { systemActor } from '../../domain/keys.ts';
import { burstOf, type SignInRefusals } from '../../domain/sign-ins.ts';
import { recordAudit } from '../audit/audit.ts';
import type { Database, Queryable, Tx } from '../core/database.ts';
import { raiseNotice } from '../notices/notices.ts';
import { fromMemberRow, type MemberRow, type MemberWithPassword, tenantIds } from './people.ts';

/** Who an email stands for, as the unique index has it. */
export interface SignInCandidate {
  /** The one form of what was typed, whether somebody has it or not. */
  readonly email: string;
  readonly member: MemberWithPassword | null;
  /** Whether this person signed in from there in the last 90 days. */
  readonly isKnownNetwork: boolean;
}

const knownForDays = 90;

type CandidateRow = { readonly canonical: string; readonly is_known: boolean } & (
  (MemberRow & { readonly password_hash: string }) | { readonly id: null }
);

/** Of any tenant: sign-in knows only the email. The same statement for all, so that the time tells nothing. */
export async function findSignInCandidate(
  db: Queryable,
  email: string,
  network: string,
): Promise<SignInCandidate> {
  const { rows } = await sql<CandidateRow>`
    select typed.email as canonical, member.tenant_id, member.id, member.email, member.name, member.role,
      member.disabled_at, member.created_at, member.one_time_until, member.password_hash,
      exists (select from sign_in_network known
        where known.tenant_id = member.tenant_id and known.member_id = member.id and known.network = ${network}
          and known.last_at > now() - make_interval(days => ${knownForDays})) as is_known
    from (select lower(${email}::text) as email) typed
    left join member on lower(member.email) = typed.email`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a left join without a row');
  return {
    email: row.canonical,
    isKnownNetwork: row.is_known,
    member: row.id === null ? null : { ...fromMemberRow(row), passwordHash: row.password_hash },
  };
}

/** Notes that a person signed in: from where, and that what was refused before has been told. Gives what that is. */
export async function noteSignIn(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string },
  network: string,
): Promise<SignInRefusals | null> {
  await sql`
    insert into sign_in_network (tenant_id, member_id, network) values (${member.tenantId}, ${member.id}, ${network})
    on conflict (tenant_id, member_id, network) do update set last_at = now()`.execute(tx);
  await tx
    .deleteFrom('sign_in_network')
    .where('tenant_id', '=', member.tenantId)
    .where('member_id', '=', member.id)
    .where('last_at', '<', sql<Date>`now() - make_interval(days => ${knownForDays})`)
    .execute();
  const row = await tx
    .selectFrom('member')
    .select(['refused_sign_ins', 'refused_sign_in_at', 'refused_sign_in_from'])
    .where('tenant_id', '=', member.tenantId)
    .where('id', '=', member.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.refused_sign_in_at === null) return null;
  await tx
    .updateTable('member')
    .set({ refused_sign_ins: 0, refused_sign_in_at: null, refused_sign_in_from: null })
    .where('tenant_id', '=', member.tenantId)
    .where('id', '=', member.id)
    .execute();
  return {
    times: row.refused_sign_ins,
    lastAt: row.refused_sign_in_at,
    lastAddress: row.refused_sign_in_from ?? 'unknown',
  };
}

export interface Refused {
  /** Null: nobody has the email. What was typed is kept nowhere: people type passwords there. */
  readonly member: { readonly tenantId: string; readonly id: string; readonly email: string } | null;
  readonly address: string;
  readonly requestId: string;
  /** What the password was asked for. */
  readonly action: 'session.refused' | 'member.password-refused';
}

/** A password that was looked at and did not fit: audit, what the person is told next time, a notice after a burst. */
export async function noteRefusal(db: Database, refused: Refused): Promise<void> {
  const { member, address, requestId, action } = refused;
  await db.transaction().execute(async (tx) => {
    const tenantId = member?.tenantId ?? (await tenantIds(tx))[0];
    if (tenantId === undefined) return;
    await countRefusal(tx, { tenantId, member, address });
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

const nobody = '00000000-0000-0000-0000-000000000000';

/** The same statement where nobody has the email, so that the time tells nothing. */
async function countRefusal(
  tx: Tx,
  { tenantId, member, address }: Pick<Refused, 'member' | 'address'> & { readonly tenantId: string },
): Promise<void> {
  const counted = await tx
    .updateTable('member')
    .set({
      refused_sign_ins: sql<number>`refused_sign_ins + 1`,
      refused_sign_in_at: sql<Date>`now()`,
      refused_sign_in_from: address,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', member?.id ?? nobody)
    .returning('refused_sign_ins')
    .executeTakeFirst();
  if (member === null || counted === undefined || counted.refused_sign_ins % burstOf !== 0) return;
  const times = counted.refused_sign_ins;
  await noteBurst(tx, tenantId, {
    subject: member.email,
    detail: `${times} passwords were refused for ${member.email} since the last that fitted, the last from ${address}.`,
  });
}

/** From one network so many attempts were refused that no more are looked at. */
export async function noteNetworkLimited(db: Database, network: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const [tenantId] = await tenantIds(tx);
    if (tenantId === undefined) return;
    await noteBurst(tx, tenantId, {
      subject: network,
      detail: `So many passwords were refused from ${network} that no more of its attempts are looked at for some minutes.`,
    });
  });
}

const noteBurst = (tx: Tx, tenantId: string, notice: { subject: string; detail: string }): Promise<void> =>
  raiseNotice(tx, { tenantId, integrationId: null }, { code: 'SignInsRefused', ...notice });
