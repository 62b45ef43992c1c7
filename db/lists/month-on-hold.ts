import { sql } from 'kysely';
import type { Actor } from '../../domain/keys.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import type { MeasuredLines } from '../../domain/usage/measure-totals.ts';
import type { Queryable } from '../model/database.ts';
import { actorName } from '../people/actor-names.ts';
import { measuredLines } from './measures.ts';

/** A line that a person put on hold (RULES 8). */
export interface LineOnHold {
  readonly at: Date;
  readonly usageLineId: string;
  readonly label: string;
  readonly kind: UsageLineKind;
  readonly by: Actor;
  /** `null` when the person is no longer known. */
  readonly byName: string | null;
  readonly reason: string | null;
}

/** Every line on hold with its money, oldest first. */
export const linesOnHold = (
  db: Queryable,
  tenantId: string,
): Promise<readonly (LineOnHold & MeasuredLines)[]> =>
  measuredLines<LineOnHold>(
    db,
    tenantId,
    { needs: ['on-hold'] },
    {
      at: sql`d.decided_at`,
      usageLineId: sql`u.id`,
      label: sql`u.label`,
      kind: sql`u.kind`,
      by: sql`d.decided_by`,
      byName: actorName(sql`u.tenant_id`, sql`d.decided_by`),
      reason: sql`d.reason`,
    },
    sql`join line_decision d on d.tenant_id = ${tenantId} and d.integration_id = u.integration_id
      and d.group_key = u.group_key`,
  );
