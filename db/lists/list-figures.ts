import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type EffectTotals, partsTotal, sumMoney } from '../../domain/usage/measure-totals.ts';
import { PerVersion } from '../driver/per-version.ts';
import type { Queryable } from '../model/database.ts';
import { currencyOf } from '../people/people.ts';
import { unusedAfterDays } from '../settings/settings.ts';
import { measuredLines } from './measures.ts';
import { unusedSeats } from './unused-seats.ts';

/** Totals of the list for the PSA and of the list of unused seats. */
export interface ListFigures {
  readonly currency: string;
  /** Unbilled usage for which the line to add is known. */
  readonly linesToAdd: EffectTotals;
  /** Unbilled usage where a line was found or disappeared. */
  readonly linesToCheck: EffectTotals;
  readonly unusedSeats: { readonly seats: number; readonly customers: number; readonly cost: EffectTotals };
}

/** Of each integration; small. */
const kept = new PerVersion<ListFigures>(100);

/** @param dataVersion of the integration and what composes it: the costs are worked out once for each */
export async function listFigures(
  db: Queryable,
  key: IntegrationKey,
  dataVersion: string,
  now: Date,
): Promise<ListFigures> {
  const { tenantId, integrationId } = key;
  const days = await unusedAfterDays(db, tenantId);
  return kept.of(JSON.stringify([key, days]), dataVersion, async () => {
    const currency = await currencyOf(db, tenantId);
    const toAdd = await measuredLines<{ advised: boolean }>(
      db,
      tenantId,
      { integrationId, needs: ['new'] },
      { advised: sql`coalesce(u.composed #>> '{advice,kind}' = 'create-line', false)` },
    );
    const { items } = await unusedSeats(db, key, days, { reasons: undefined, q: undefined }, now);
    return {
      currency,
      linesToAdd: partsTotal(toAdd.filter(({ advised }) => advised)),
      linesToCheck: partsTotal(toAdd.filter(({ advised }) => !advised)),
      unusedSeats: {
        seats: items.reduce((sum, { seats }) => sum + seats.length, 0),
        customers: items.length,
        cost: sumMoney(
          items,
          ({ perMonth }) => perMonth,
          (item) => (item.currency === currency ? null : item.currency),
        ),
      },
    };
  });
}
