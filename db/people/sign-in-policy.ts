import { sql } from 'kysely';

/** Whether the policy of the organization asks a member's role for a second factor, as a column beside `member`. */
export const needsSecondFactor = sql<boolean>`coalesce((select value->'secondFactorFor' ? member.role from setting
  where setting.name = 'signIn' and setting.tenant_id = member.tenant_id), false)`;
