import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';
import type { Role } from '../../domain/roles.ts';
import { type Member, memberColumns } from './people.ts';

/**
 * A membership of a new person with a temporary password, or one that waits until the person with this email joins. The
 * same statements for both. Null: the email is a member's of this organization.
 */
export async function inviteMember(
  tx: Tx,
  member: {
    readonly tenantId: string;
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly passwordHash: string;
    readonly invitationHash: string;
    readonly until: Date;
    readonly createdBy: string | null;
    readonly createdByKey: string | null;
  },
): Promise<Member | null> {
  const personId = randomUUID();
  const { email, tenantId, until } = member;
  await sql`
    insert into person (id, email, password_hash, temporary_until)
    values (${personId}, ${email}, ${member.passwordHash}, ${until}) on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ readonly id: string }>`
    insert into member (tenant_id, id, person_id, email, name, role, created_by, created_by_key, invitation_hash,
      invitation_until, disabled_at)
    select ${tenantId}, ${randomUUID()}, person.id, ${email}, ${member.name}, ${member.role}, ${member.createdBy},
      ${member.createdByKey}, case when is_known then ${member.invitationHash} end,
      case when is_known then ${until}::timestamptz end, case when is_known then now() end
    from person, lateral (select person.id <> ${personId} as is_known) of_them
    where lower(person.email) = lower(${email})
    on conflict do nothing returning id`.execute(tx);
  const [made] = rows;
  if (made === undefined) {
    await tx.deleteFrom('person').where('id', '=', personId).execute();
    return null;
  }
  return tx
    .selectFrom('member')
    .select(memberColumns)
    .where('tenantId', '=', tenantId)
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow();
}

/** Another invitation in place of the former. False: the member has joined, or there is none. */
export async function renewInvitation(
  tx: Tx,
  tenantId: string,
  memberId: string,
  invitation: { readonly invitationHash: string; readonly until: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('member')
    .set({ invitationHash: invitation.invitationHash, invitationUntil: invitation.until })
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .where('invitationHash', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What waits for a person, of whatever organization, and may still be accepted. */
export interface Invitation {
  readonly tenantId: string;
  readonly memberId: string;
  readonly invitationHash: string;
}

/** Those that an administrator has withdrawn by disabling the member are none. */
export async function openInvitations(db: Queryable, personId: string): Promise<readonly Invitation[]> {
  const { rows } = await sql<Invitation>`
    select tenant_id, id as member_id, invitation_hash from member
    where person_id = ${personId} and invitation_hash is not null and invitation_until > now()
      and disabled_at = created_at order by id`.execute(db);
  return rows;
}

/** Once: false where it was accepted, renewed or withdrawn meanwhile. */
export async function acceptInvitation(tx: Tx, invitation: Invitation): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('member')
    .set({ invitationHash: null, invitationUntil: null, disabledAt: null })
    .where('tenantId', '=', invitation.tenantId)
    .where('id', '=', invitation.memberId)
    .where('invitationHash', '=', invitation.invitationHash)
    .where('disabledAt', '=', (eb) => eb.ref('createdAt'))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
