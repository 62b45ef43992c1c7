import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';

/** Whether the policy of the organization asks a member's role for a second factor, as a column where `member` is joined. */
export const needsSecondFactor = sql<boolean>`coalesce((select value->'secondFactorFor' ? member.role from setting
  where setting.name = 'signIn' and setting.tenant_id = member.tenant_id), false)`;

/** Whether an organization in which a person is active asks their role for a second factor. */
export async function isSecondFactorRequiredOf(db: Queryable, personId: string): Promise<boolean> {
  const rows = await db
    .selectFrom('member')
    .select(needsSecondFactor.as('needed'))
    .where('personId', '=', personId)
    .where('disabledAt', 'is', null)
    .execute();
  return rows.some(({ needed }) => needed);
}
