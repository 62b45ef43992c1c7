import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { fallOfAll } from '../../domain/comparison/seat-drops.ts';
import { exceedsShrinkShare } from '../../domain/usage/checks.ts';
import { affectedGroups } from '../../db/usage/affected-groups.ts';
import type { StatusTotals } from '../../db/usage/control-totals.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { Composed } from './composed-lines.ts';
import { groupsHolding } from '../../db/usage/usage-line-sources.ts';

/**
 * Groups that must be composed along with these: those whose stored line still holds what one of these holds now; all
 * that fell, where *shrink of many* holds them from now on, or no longer (RULES 7); and those that may have found a line
 * (RULES 8) of which Seatwise wrote a day, or a person changed one, since.
 */
export async function alsoAffected(
  db: Queryable,
  key: IntegrationKey,
  composed: Composed,
  status: StatusTotals,
): Promise<readonly string[]> {
  const own = new Set(composed.input.part?.groupKeys);
  const holders = await groupsHolding(db, key, {
    accountIds: composed.lines.flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId)),
    psaLineIds: composed.lines.flatMap(({ lines }) => lines.map(({ psaLineId }) => psaLineId)),
  });
  const fallen = checkTurns(composed, status) ? await fallenGroups(db, key) : [];
  const psaLineIds = withOtherDates(composed);
  const finders = psaLineIds.length === 0 ? [] : (await affectedGroups(db, key, { psaLineIds })).groupKeys;
  return [...new Set([...holders, ...fallen, ...finders])].filter((groupKey) => !own.has(groupKey));
}

function withOtherDates({ stored, lines }: Composed): readonly string[] {
  const datesOf = (some: readonly Pick<ComposedLine, 'lines'>[]) =>
    new Map(
      some.flatMap((line) => line.lines.map(({ psaLineId, ownDates }) => [psaLineId, ownDates] as const)),
    );
  const before = datesOf(stored.map(({ composed }) => composed));
  return [...datesOf(lines)].flatMap(([id, dates]) => (isDeepStrictEqual(dates, before.get(id)) ? [] : [id]));
}

const checkTurns = ({ input, falls }: Composed, { fall: before }: StatusTotals): boolean =>
  exceedsShrinkShare(before, input.limits) !== exceedsShrinkShare(fallOfAll(input, falls), input.limits);

async function fallenGroups(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
): Promise<readonly string[]> {
  const { rows } = await sql<{ groupKey: string }>`
    select group_key from usage_line where tenant_id = ${tenantId} and integration_id = ${integrationId}
      and (fall->>'falling')::integer > 0`.execute(db);
  return rows.map(({ groupKey }) => groupKey);
}
