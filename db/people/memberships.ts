import type { Queryable, Tx } from '../model/database.ts';

/** An organization that a person has joined. */
export interface Membership {
  readonly tenantId: string;
  readonly memberId: string;
  /** By which the organization knows them. */
  readonly email: string;
  /** Name of the organization. */
  readonly organization: string;
  readonly disabledAt: Date | null;
}

/** Of a person, by the name of the organization; without invitations that they have not accepted. */
export function membershipsOf(db: Queryable, personId: string): Promise<readonly Membership[]> {
  return db
    .selectFrom('member')
    .innerJoin('tenant', 'tenant.id', 'member.tenantId')
    .select(['member.tenantId', 'member.id as memberId', 'member.email', 'tenant.name as organization'])
    .select('member.disabledAt')
    .where('member.personId', '=', personId)
    .where('member.invitationHash', 'is', null)
    .orderBy('tenant.name')
    .orderBy('member.id')
    .execute();
}

/** Those in use of the person who is this member, by the name of the organization. */
export async function organizationsOf(
  db: Queryable,
  tenantId: string,
  memberId: string,
): Promise<readonly Membership[]> {
  const { personId } = await db
    .selectFrom('member')
    .select('personId')
    .where('tenantId', '=', tenantId)
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  return (await membershipsOf(db, personId)).filter(({ disabledAt }) => disabledAt === null);
}

/**
 * {@link membershipsOf}, all locked, those that wait for the person included. Whoever changes a person does this first:
 * processes of 0.1.0 lock the membership and then the person, and in the reverse order both would wait forever.
 */
export async function lockMemberships(tx: Tx, personId: string): Promise<readonly Membership[]> {
  await tx
    .selectFrom('member')
    .select('id')
    .where('personId', '=', personId)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  // Read once they are locked: one that waited may have been joined meanwhile.
  return membershipsOf(tx, personId);
}

/** An ID that no person has: a lookup takes as long as that of a person. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** Signs a person out of all sessions but one, in every organization. Returns how many each membership had. */
export async function endSessionsOfPerson(
  tx: Tx,
  personId: string,
  except: string | null,
): Promise<ReadonlyMap<string, number>> {
  const ended = await tx
    .deleteFrom('session')
    .using('member')
    .whereRef('member.tenantId', '=', 'session.tenantId')
    .whereRef('member.id', '=', 'session.memberId')
    .where('member.personId', '=', personId)
    .$if(except !== null, (query) => query.where('session.idHash', '<>', except ?? ''))
    .returning('session.memberId')
    .execute();
  const counts = new Map<string, number>();
  for (const { memberId } of ended) counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
  return counts;
}
