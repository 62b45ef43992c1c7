import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

export interface KnownMember {
  readonly tenantId: string;
  readonly personId: string;
  /** By which the organization knows them. */
  readonly email: string;
  /** By which they sign in; null: only an identity provider knows them. */
  readonly signInEmail: string | null;
  /** Name of the organization. */
  readonly organization: string;
  readonly disabledAt: Date | null;
}

/**
 * Members of any organization that knows them by this email, which need not be the one they sign in by: those who may
 * sign in, or the disabled ones where there are none. Without invitations that were not accepted.
 */
export async function membersKnownAs(db: Queryable, email: string): Promise<readonly KnownMember[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .innerJoin('tenant', 'tenant.id', 'member.tenantId')
    .select(['member.tenantId', 'member.personId', 'member.email', 'member.disabledAt'])
    .select(['person.email as signInEmail', 'tenant.name as organization'])
    .where(sql<boolean>`lower(member.email) = lower(${email})`)
    .where('member.invitationHash', 'is', null)
    .orderBy('tenant.name')
    .orderBy('member.id')
    .execute();
  const active = rows.filter(({ disabledAt }) => disabledAt === null);
  return active.length > 0 ? active : rows;
}
