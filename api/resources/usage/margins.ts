import {
  LineMargins,
  LineMarginsQuery,
  MarginSummary,
  MarginSummaryQuery,
} from '../../../contracts/api/margins.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { marginContext, MarginsOfLines } from '../../../db/lists/margins.ts';
import { allUsageLines, usageLinesById } from '../../../db/lists/usage-lines.ts';
import { editionOf } from '../../../domain/editions.ts';
import { lineMargin, marginTotals } from '../../../domain/margin/margin.ts';
import type { VendorRates } from '../../../domain/margin/vendor-prices.ts';
import { ok, type Route, route } from '../../route.ts';
import { integrationOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Usage';

const ratesWire = (rates: VendorRates | null) =>
  rates === null
    ? []
    : Object.entries(rates.byEdition).map(([code, { users, price }]) => ({
        edition: editionOf(code).name,
        users,
        price,
        currency: rates.currency,
      }));

/** Cost and margin, which only those read who may see them (RULES 15). */
export const marginRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/usage-line-margins',
    tag,
    summary: 'What these usage lines bill, cost, and earn a month',
    needs: 'see-margin',
    query: LineMarginsQuery,
    answers: { 200: LineMargins },
    handle: ({ deps, caller: { tenantId }, query }) =>
      inOneSnapshot(deps.db, async (db) => {
        const lines = await usageLinesById(db, tenantId, query.lines);
        const margins = new MarginsOfLines(db, tenantId);
        const items = [];
        for (const line of lines) items.push({ usageLineId: line.id, ...(await margins.of(line)) });
        return ok({ items });
      }),
  }),
  route({
    method: 'get',
    path: '/margin-summary',
    tag,
    summary: 'What all usage lines of an integration bill, cost, and earn a month, by currency',
    needs: 'see-margin',
    query: MarginSummaryQuery,
    answers: { 200: MarginSummary },
    problems: ['NotFound'],
    handle: async ({ deps, caller: { tenantId }, query }) =>
      inOneSnapshot(deps.db, async (db) => {
        const key = { tenantId, integrationId: query.integration };
        const { dataVersion } = await integrationOf(db, key);
        const context = await marginContext(db, key);
        const margins = (await allUsageLines(db, key, {})).map(({ composed }) =>
          lineMargin(composed, context),
        );
        return ok({
          dataVersion: String(dataVersion),
          totals: marginTotals(margins, context.own),
          vendorRates: ratesWire(context.rates),
        });
      }),
  }),
];
