import { sql } from 'kysely';
import { writing } from '../../domain/defaults.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { LineSource, PsaAdvice } from '../../domain/usage/composition.ts';
import { isSaidTwice } from '../../domain/usage/kind-since.ts';
import type { Queryable } from '../model/database.ts';
import { allUsageLines, type ListedUsageLine } from './usage-lines.ts';

/** Usage that is not billed, and the line of the PSA that would bill it. */
export interface LineToAdd {
  readonly line: ListedUsageLine;
  /** Null: not advised, since a line was found or vanished; the line's reason says which. */
  readonly advice: Extract<PsaAdvice, { kind: 'create-line' }> | null;
  /** Of the product in the catalog; null: no product is named, or it has no price. */
  readonly unitPrice: string | null;
  /** Two syncs have not said yet that it is missing: once approved, it is sent after the next one (RULES 16). */
  readonly awaitsSync: boolean;
}

/**
 * Made of the lines that need one (RULES 8), by customer: nothing of it is stored, so that a line which the PSA has at the
 * next reading is gone from it.
 */
export async function linesToAdd(db: Queryable, key: IntegrationKey): Promise<readonly LineToAdd[]> {
  const lines = await allUsageLines(db, key, { needs: ['new'] });
  const prices = await pricesOf(db, key);
  const since = await missingSince(db, key);
  return lines.map((line) => {
    const advice = line.composed.advice?.kind === 'create-line' ? line.composed.advice : null;
    const product = advice?.productIdentifier ?? null;
    return {
      line,
      advice,
      unitPrice: product === null ? null : (prices.get(product) ?? null),
      awaitsSync: !isSaidTwice(
        { composed: line.composed, kindSince: since.get(line.id) ?? null },
        writing.createApartMs,
      ),
    };
  });
}

async function missingSince(db: Queryable, key: IntegrationKey): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ id: string; kindSince: Date | null }>`
    select u.id, u.kind_since from usage_line u
    where u.tenant_id = ${key.tenantId} and u.integration_id = ${key.integrationId} and u.need = 'new'`.execute(
    db,
  );
  return new Map(rows.map(({ id, kindSince }) => [id, kindSince?.toISOString() ?? null]));
}

async function pricesOf(db: Queryable, key: IntegrationKey): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ identifier: string; price: string | null }>`
    select p.identifier, p.price from psa_product p
    join service_mapping m on m.tenant_id = p.tenant_id and m.integration_id = p.integration_id
      and m.product_id = p.foreign_id
    where p.tenant_id = ${key.tenantId} and p.integration_id = ${key.integrationId}`.execute(db);
  return new Map(rows.map(({ identifier, price }) => [identifier, price]));
}

/** A duplicate to end in the PSA (RULES 4). */
export interface LineToEnd {
  readonly line: ListedUsageLine;
  readonly source: LineSource;
  /** What it bills a month; null: not known, or together with other duplicates of the customer. */
  readonly perMonth: string | null;
}

/** By customer; one that has ended is not listed after the next read, and one that Seatwise ended not any more. */
export async function linesToEnd(db: Queryable, key: IntegrationKey): Promise<readonly LineToEnd[]> {
  const twice = await allUsageLines(db, key, { needs: ['billed-twice'] });
  return twice.flatMap((line) => {
    const { lines, money } = line.composed;
    const sources = lines.filter(({ ownDates }) => ownDates?.ends === undefined);
    const perMonth = sources.length === 1 ? money.effectPerMonth : null;
    return sources.map((source): LineToEnd => ({ line, source, perMonth }));
  });
}
