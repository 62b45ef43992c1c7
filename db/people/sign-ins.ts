import { sql } from 'kysely';
import { signIns } from '../../domain/defaults.ts';
import type { SignInRejections } from '../../domain/sign-ins.ts';
import type { Queryable, Tx } from '../model/database.ts';
import type { MemberWithPassword } from './people.ts';

/** Who an email stands for, as the unique index has it. */
export interface SignInCandidate {
  /** The one form of what was typed, whether somebody has it or not. */
  readonly email: string;
  readonly member: MemberWithPassword | null;
  /** Whether this person signed in from there in the last 90 days. */
  readonly isKnownNetwork: boolean;
}

type CandidateRow = { readonly canonical: string; readonly isKnown: boolean } & (
  | MemberWithPassword
  | { readonly id: null }
);

/** Of any tenant: sign-in knows only the email. The same statement for all, so that the time tells nothing. */
export async function findSignInCandidate(
  db: Queryable,
  email: string,
  network: string,
): Promise<SignInCandidate> {
  const { rows } = await sql<CandidateRow>`
    select typed.email as canonical, member.tenant_id, member.id, member.email, member.name, member.role,
      member.disabled_at, member.created_at, member.temporary_until, member.password_hash,
      exists (select from sign_in_network known
        where known.tenant_id = member.tenant_id and known.member_id = member.id and known.network = ${network}
          and known.last_at > now() - make_interval(days => ${signIns.knownNetworkDays})) as is_known
    from (select lower(${email}::text) as email) typed
    left join member on lower(member.email) = typed.email`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a left join without a row');
  const { canonical, isKnown, ...member } = row;
  return { email: canonical, isKnownNetwork: isKnown, member: member.id === null ? null : member };
}

/** Notes that a person signed in: from where, and that what was rejected before has been told. Gives what that is. */
export async function noteSignIn(
  tx: Tx,
  member: { readonly tenantId: string; readonly id: string },
  network: string,
): Promise<SignInRejections | null> {
  await sql`
    insert into sign_in_network (tenant_id, member_id, network) values (${member.tenantId}, ${member.id}, ${network})
    on conflict (tenant_id, member_id, network) do update set last_at = now()`.execute(tx);
  await tx
    .deleteFrom('signInNetwork')
    .where('tenantId', '=', member.tenantId)
    .where('memberId', '=', member.id)
    .where('lastAt', '<', sql<Date>`now() - make_interval(days => ${signIns.knownNetworkDays})`)
    .execute();
  const row = await tx
    .selectFrom('member')
    .select(['rejectedSignIns', 'rejectedSignInAt', 'rejectedSignInFrom'])
    .where('tenantId', '=', member.tenantId)
    .where('id', '=', member.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.rejectedSignInAt === null) return null;
  await tx
    .updateTable('member')
    .set({ rejectedSignIns: 0, rejectedSignInAt: null, rejectedSignInFrom: null })
    .where('tenantId', '=', member.tenantId)
    .where('id', '=', member.id)
    .execute();
  return {
    times: row.rejectedSignIns,
    lastAt: row.rejectedSignInAt,
    lastAddress: row.rejectedSignInFrom ?? 'unknown',
  };
}

const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * How often a password was rejected since the last that fitted; null: nobody has the email. The same statement for all,
 * so that the time tells nothing.
 */
export async function countRejection(
  tx: Tx,
  of: { readonly tenantId: string; readonly memberId: string | null; readonly address: string },
): Promise<number | null> {
  const counted = await tx
    .updateTable('member')
    .set({
      rejectedSignIns: sql<number>`rejected_sign_ins + 1`,
      rejectedSignInAt: sql<Date>`now()`,
      rejectedSignInFrom: of.address,
    })
    .where('tenantId', '=', of.tenantId)
    .where('id', '=', of.memberId ?? nobody)
    .returning('rejectedSignIns')
    .executeTakeFirst();
  return counted?.rejectedSignIns ?? null;
}
