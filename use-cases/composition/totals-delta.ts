import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { companyOfGroup } from '../../domain/comparison/billing-groups.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { ignoredLines, liveLines } from '../../domain/comparison/control-totals.ts';
import { fallOfAll } from '../../domain/comparison/seat-drops.ts';
import type { AssessedLine } from '../../domain/comparison/line-assessment.ts';
import {
  type AccountShare,
  accountShare,
  type IgnoredLine,
  sumsAfter,
} from '../../domain/usage/total-parts.ts';
import { accountShares, type StatusTotals } from '../../db/usage/control-totals.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { Composed } from './composed-lines.ts';
import type { AffectedGroups } from '../../db/usage/affected-groups.ts';

/** What the totals become, and what the touched accounts add to them from now on. */
interface TotalsAfter {
  readonly status: Pick<StatusTotals, 'totals' | 'fall' | 'ignored'>;
  readonly accountIds: readonly string[];
  /** Null: the same as before. */
  readonly shares: readonly AccountShare[] | null;
}

/** Null: a live line of these groups would stand in no line, so that the totals would not close. */
export async function totalsAfter(
  db: Queryable,
  key: IntegrationKey,
  { input, stored, lines, falls }: Composed,
  status: StatusTotals,
  { accountIds: named }: AffectedGroups,
): Promise<TotalsAfter | null> {
  const before = stored.map(({ composed }) => composed);
  const accountIds = [
    ...new Set([
      ...named,
      ...[...before, ...lines].flatMap(({ accounts }) => accounts.map(({ accountId }) => accountId)),
    ]),
  ];
  const affected = new Set(accountIds);
  const shares = input.accounts.filter(({ id }) => affected.has(id)).map(accountShare);
  const own = [...(input.part?.groupKeys ?? [])];
  const companies = new Set(own.flatMap((one) => companyOfGroup(one) ?? []));
  const isTheirs = ({ companyId }: { readonly companyId: string | null }): boolean =>
    companyId !== null && companies.has(companyId);
  const alone = await standingAlone(db, key, own, liveLines(input).filter(isTheirs), lines);
  const ignored = ignoredLines(input, alone, lines);
  if (ignored.length < alone.length) return null;
  const sharesBefore = await accountShares(db, key, accountIds);
  const sums = sumsAfter(
    status.totals,
    {
      lines: before,
      accounts: sharesBefore,
      ignored: status.ignored.filter(isTheirs),
    },
    { lines, accounts: shares, ignored },
  );
  return {
    status: {
      totals: { ...sums, closes: true, mismatches: [] },
      fall: fallOfAll(input, falls),
      ignored: [...status.ignored.filter((line) => !isTheirs(line)), ...ignored].sort(byLine),
    },
    accountIds,
    shares: isDeepStrictEqual(byAccount(shares), byAccount(sharesBefore)) ? null : shares,
  };
}

const byAccount = (shares: readonly AccountShare[]) =>
  new Map(shares.map((share) => [share.accountId, share]));

/** Live lines of a composition that people ignored at companies without accounts. */
export const ignoredIn = (input: CompositionInput, lines: readonly ComposedLine[]): readonly IgnoredLine[] =>
  [...ignoredLines(input, liveLines(input), lines)].sort(byLine);

const byLine = (a: IgnoredLine, b: IgnoredLine): number => (a.psaLineId < b.psaLineId ? -1 : 1);

/** Those in none of these lines, and in no stored line of another group. */
async function standingAlone(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  own: readonly string[],
  live: readonly AssessedLine[],
  lines: readonly ComposedLine[],
): Promise<readonly AssessedLine[]> {
  const held = new Set(lines.flatMap((line) => line.lines.map(({ psaLineId }) => psaLineId)));
  const rest = live.filter(({ line }) => !held.has(line.id));
  if (rest.length === 0) return [];
  const { rows } = await sql<{ sourceId: string }>`
    select s.source_id from usage_line_source s
    join usage_line u on u.tenant_id = s.tenant_id and u.id = s.usage_line_id
    where s.tenant_id = ${tenantId} and s.integration_id = ${integrationId} and s.kind = 'psa-line'
      and s.source_id = any(${rest.map(({ line }) => line.id)}::text[]) and u.group_key <> all(${[...own]}::text[])`.execute(
    db,
  );
  const elsewhere = new Set(rows.map(({ sourceId }) => sourceId));
  return rest.filter(({ line }) => !elsewhere.has(line.id));
}
