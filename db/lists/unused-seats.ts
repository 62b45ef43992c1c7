import { sql } from 'kysely';
import { type CurrencyCode, notConfirmed } from '../../domain/currency.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { countByReason, isUnused, type UnusedCounts, type UnusedReason } from '../../domain/seat-use.ts';
import { type ChangeableLine, changeableLines } from '../../domain/comparison/change-effect.ts';
import { costOfSeats, unitsOfSeats } from '../../domain/comparison/cost-of-seats.ts';
import type { Queryable } from '../model/database.ts';
import { compositionInput } from '../usage/composition-input.ts';
import { allUsageLines, type ListedUsageLine } from './usage-lines.ts';

/** Who holds a seat that nobody uses. */
export interface UnusedSeat {
  readonly accountId: string;
  readonly accountName: string;
  readonly userId: string;
  /** Null: names are not kept (architecture.md 6). */
  readonly name: string | null;
  readonly status: string;
  readonly reason: UnusedReason;
  readonly since: Date | null;
}

/** The unused seats of one usage line: all of them are counted in it (RULES 1). */
export interface UnusedOfLine {
  readonly line: ListedUsageLine;
  readonly seats: readonly UnusedSeat[];
  /** Null: not known (RULES 9). */
  /** Of the cost; `XXX`: not confirmed. */
  readonly currency: CurrencyCode;
  readonly perMonth: string | null;
}

export interface UnusedFilter {
  /** Undefined: all. */
  readonly reasons: readonly UnusedReason[] | undefined;
  /** A part of the customer's name. */
  readonly q: string | undefined;
}

export interface UnusedSeats {
  /** What costs most first; what is not known last. */
  readonly items: readonly UnusedOfLine[];
  /** Of every reason, whichever is asked for. */
  readonly byReason: UnusedCounts;
}

/** Lines with seats that nobody uses, as their accounts were read last. */
export async function unusedSeats(
  db: Queryable,
  key: IntegrationKey,
  days: number,
  { reasons, q }: UnusedFilter,
  now: Date,
): Promise<UnusedSeats> {
  const signs = await signsByAccount(db, key);
  const found = (await linesOf(db, key, signs, q)).map((line) => ({
    line,
    seats: seatsOf(line, signs, days),
  }));
  const asked = found
    .map(({ line, seats }) => ({
      line,
      seats: seats.filter(({ reason }) => reasons === undefined || reasons.includes(reason)),
    }))
    .filter(({ seats }) => seats.length > 0);
  return {
    items: (await withCosts(db, key, asked, now)).sort(costliestFirst),
    byReason: countByReason(found.flatMap(({ seats }) => seats)),
  };
}

type Sign = Omit<UnusedSeat, 'accountName'>;

async function signsByAccount(
  db: Queryable,
  key: IntegrationKey,
): Promise<ReadonlyMap<string, readonly Sign[]>> {
  const { rows } = await sql<Sign>`
    select h.vendor_account_id as account_id, h.vendor_user_id as user_id, h.username as name, h.status,
      h.unused as reason, h.unused_since as since
    from seat_holder h join vendor_account a on a.tenant_id = h.tenant_id and a.id = h.vendor_account_id
    where h.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and h.unused is not null
      and h.holds_seat and h.gone_at is null
    order by lower(h.username) nulls last, h.vendor_user_id`.execute(db);
  const signs = new Map<string, Sign[]>();
  for (const row of rows) {
    const others = signs.get(row.accountId);
    if (others === undefined) signs.set(row.accountId, [row]);
    else others.push(row);
  }
  return signs;
}

/** Accounts that are internal, not for resale or excluded have no line: nobody is billed for their seats. */
async function linesOf(
  db: Queryable,
  key: IntegrationKey,
  signs: ReadonlyMap<string, readonly Sign[]>,
  q: string | undefined,
): Promise<readonly ListedUsageLine[]> {
  if (signs.size === 0) return [];
  const wanted = q?.toLowerCase();
  return (await allUsageLines(db, key, {})).filter(
    ({ label, companyName, composed }) =>
      composed.accounts.some(({ accountId }) => signs.has(accountId)) &&
      (wanted === undefined ||
        label.toLowerCase().includes(wanted) ||
        companyName?.toLowerCase().includes(wanted) === true),
  );
}

const seatsOf = (
  { composed }: ListedUsageLine,
  signs: ReadonlyMap<string, readonly Sign[]>,
  days: number,
): readonly UnusedSeat[] =>
  composed.accounts.flatMap(({ accountId, name: accountName, readAt }) =>
    readAt === null
      ? []
      : (signs.get(accountId) ?? [])
          .filter(({ since }) => isUnused({ since: since?.toISOString() ?? null }, new Date(readAt), days))
          .map((sign) => ({ ...sign, accountName })),
  );

async function withCosts(
  db: Queryable,
  key: IntegrationKey,
  found: readonly Omit<UnusedOfLine, 'perMonth' | 'currency'>[],
  now: Date,
): Promise<UnusedOfLine[]> {
  const groupKeys = found.map(({ line }) => line.groupKey);
  const input = groupKeys.length === 0 ? null : await compositionInput(db, key, now, groupKeys);
  const changeable = input === null ? null : changeableLines(input);
  return found.map(({ line, seats }) => {
    const lines = changeable?.get(line.groupKey) ?? new Map<string, ChangeableLine>();
    const targetId = line.composed.target?.psaLineId ?? null;
    const cost = costOfSeats(line.kind, lines, targetId, unitsOfSeats(line.composed, seats));
    // Nobody is billed for them: nothing, in whatever currency.
    if (lines.size === 0)
      return { line, seats, perMonth: cost, currency: input?.currencies.own ?? notConfirmed };
    const target = targetId === null ? undefined : lines.get(targetId);
    const some = target === undefined ? [...lines.values()] : [target];
    const [currency, ...others] = new Set(some.map((one) => one.effectOf(one.quantity).currency));
    return currency === undefined || others.length > 0
      ? { line, seats, perMonth: null, currency: notConfirmed }
      : { line, seats, perMonth: cost, currency };
  });
}

function costliestFirst(a: UnusedOfLine, b: UnusedOfLine): number {
  if (a.perMonth === null || b.perMonth === null)
    return Number(a.perMonth === null) - Number(b.perMonth === null);
  return Number(b.perMonth) - Number(a.perMonth) || b.seats.length - a.seats.length;
}
