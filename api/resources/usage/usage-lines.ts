import { z } from 'zod';
import { namesOf } from '../../names-of.ts';
import { Id } from '../../../contracts/api/common.ts';
import {
  ControlTotals,
  ControlTotalsQuery,
  UsageCsvQuery,
  UsageLineCounts,
  UsageLineCountsQuery,
  UsageLineDetail,
  UsageLineList,
  UsageLineQuery,
} from '../../../contracts/api/usage.ts';
import { acceptedAtOf, holderMoves, versionsOfGroup } from '../../../db/lists/account-history.ts';
import type { UsageLineSort } from '../../../db/lists/usage-line-order.ts';
import { dataVersionOfTenant } from '../../../db/integrations/data-versions.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { usageLineCounts } from '../../../db/lists/usage-line-counts.ts';
import { controlTotalsOf, findUsageLine, type ListedUsageLine } from '../../../db/lists/usage-lines.ts';
import { decisionsOfGroup, lineStatuses } from '../../../db/lists/line-status.ts';
import { currencyOf } from '../../../db/people/people.ts';
import { ruleSentence } from '../../../domain/billing-rules/rule-text.ts';
import { type AccountSource, billableOf } from '../../../domain/usage/composition.ts';
import { describeFound } from '../../../domain/comparison/elsewhere-billed.ts';
import { describeVanished } from '../../../domain/comparison/vanished-lines.ts';
import { ageSeconds, iso, sortOf } from '../../list-answer.ts';
import { type Causes, causesIn, Problem } from '../../problems.ts';
import { catalogFor, localeOf, messageWire, rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { sourceWire, totalsWire } from './composed-wire.ts';
import { integrationOf } from '../lifecycle/integration-lookup.ts';
import { linksOf } from './line-links.ts';
import { lineTexts } from './line-texts.ts';
import { usageCsv } from './usage-csv.ts';
import { filterOf, usageLinePage } from './usage-line-pages.ts';
import { usageLineWire } from './usage-line-wire.ts';
import { seatChanges } from '../mapping/vendor-accounts.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { dayIn } from '../../../domain/billing-day.ts';
import { mayBySettings } from '../../../domain/roles.ts';
import { decimal, decimalText } from '../../../domain/quantity.ts';
import { invoicesSince } from '../../../domain/usage/invoice-days.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { differsSince, invoiceDaysOf } from '../../../db/lists/difference-since.ts';

const tag = 'Usage';

const accountWire = (source: AccountSource, causes: Causes) => ({
  accountId: source.accountId,
  name: source.name,
  seats: source.seats,
  byStatus: source.byStatus,
  countId: source.countId,
  syncRunId: source.syncRunId,
  readAt: source.readAt,
  ageSeconds: source.readAt === null ? null : ageSeconds(new Date(source.readAt)),
  newestRead:
    source.newestRead === null
      ? null
      : {
          outcome: source.newestRead.outcome,
          cause: causes(source.newestRead.code, null),
          at: source.newestRead.at,
        },
});

/** Usage lines as they stand: what to review, with everything that explains a number. */
export const usageLineRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/usage-lines',
    tag,
    summary: 'Usage lines by filter and order',
    needs: 'read',
    query: UsageLineQuery,
    answers: { 200: UsageLineList },
    handle: ({ deps, caller, query, request }) => usageLinePage(deps, caller, query, localeOf(request)),
  }),
  route({
    method: 'get',
    path: '/usage-lines.csv',
    tag,
    summary: 'The same lines as a table file',
    needs: 'read',
    query: UsageCsvQuery,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: ({ deps, caller, query, request }) =>
      Promise.resolve(
        usageCsv(
          deps,
          caller.tenantId,
          filterOf(query, caller.member.id),
          sortOf<UsageLineSort>(query.sort),
          request,
          mayBySettings(caller, 'see-margin'),
        ),
      ),
  }),
  route({
    method: 'get',
    path: '/usage-line-counts',
    tag,
    summary: 'How many lines each choice of a filter would show, under the other filters',
    needs: 'read',
    query: UsageLineCountsQuery,
    answers: { 200: UsageLineCounts },
    handle: async ({ deps, caller, query }) =>
      ok(
        await inOneSnapshot(deps.db, async (db) => {
          const dataVersion = await dataVersionOfTenant(db, caller.tenantId);
          return {
            dataVersion,
            ...(await usageLineCounts(db, caller.tenantId, filterOf(query, caller.member.id), dataVersion)),
          };
        }),
      ),
  }),
  route({
    method: 'get',
    path: '/usage-lines/{lineId}',
    tag,
    summary: 'One line with its sources, seat changes and history',
    needs: 'read',
    params: z.object({ lineId: Id }),
    answers: { 200: UsageLineDetail },
    handle: async ({ deps, caller, params, request }) => {
      const row = await findUsageLine(deps.db, caller.tenantId, params.lineId);
      if (row === null) throw new Problem('NotFound');
      const {
        accounts,
        lines,
        alsoCandidates = [],
        found = [],
        vanished = [],
        warnings,
        advice,
      } = row.composed;
      const key = { tenantId: caller.tenantId, integrationId: row.integrationId };
      const accountIds = accounts.map(({ accountId }) => accountId);
      const acceptedAt = await acceptedAtOf(deps.db, key, row.groupKey);
      const moves = await holderMoves(deps.db, caller.tenantId, accountIds, acceptedAt);
      const status = (await lineStatuses(deps.db, caller.tenantId, [row.id])).get(row.id);
      const decisions = await decisionsOfGroup(deps.db, key, row.groupKey);
      const history = await versionsOfGroup(deps.db, key, row.groupKey);
      const names = await namesOf(deps, caller.tenantId, row.integrationId);
      const texts = await lineTexts(deps.db, caller.tenantId, [row], catalogFor(request), names);
      const render = texts.renderer(row.integrationId);
      const causes = causesIn(render);
      return ok({
        ...usageLineWire(row, status, texts),
        links: await linksOf(deps, key, row),
        accounts: accounts.map((source) => accountWire(source, causes)),
        lines: lines.map((line) => sourceWire(line, render)),
        alsoCandidates: alsoCandidates.map((line) => sourceWire(line, render)),
        found: found.map((line) => ({ ...sourceWire(line, render), text: render(describeFound(line)) })),
        vanished: vanished.map((line) => ({
          ...sourceWire(line, render),
          became: messageWire(render, line.became),
          text: render(describeVanished(line)),
        })),
        warnings: warnings.map((warning) => messageWire(render, warning)),
        advice,
        differs: await differenceOf(deps.db, key, row),
        seatChanges: seatChanges(moves, render),
        decisions: decisions.map(({ at, action, actor, actorName, detail }) => ({
          at: iso(at),
          action,
          by: { ...actor, name: actorName },
          detail,
        })),
        history: history.map((version) => ({
          version: version.version,
          at: iso(version.at),
          kind: version.kind,
          vendorQuantity: version.vendorQuantity,
          billableUnits: billableOf(version),
          rule: version.rule?.applied == null ? null : render(ruleSentence(version.rule.applied.terms)),
          psaQuantity: version.psaQuantity,
          syncRunId: version.syncRunId,
        })),
      });
    },
  }),
  route({
    method: 'get',
    path: '/control-totals',
    tag,
    summary: 'Control totals that always balance, of the same reconciliation as the lines',
    needs: 'read',
    query: ControlTotalsQuery,
    problems: ['NotFound'],
    answers: { 200: ControlTotals },
    handle: async ({ deps, caller, query, request }) => {
      if (query.integration !== undefined) {
        await integrationOf(deps.db, { tenantId: caller.tenantId, integrationId: query.integration });
      }
      const rows = await controlTotalsOf(deps.db, caller.tenantId, query.integration);
      const currency = await currencyOf(deps.db, caller.tenantId);
      const names = await namesOf(deps, caller.tenantId, query.integration);
      return ok({
        items: rows.map((row) => ({
          integrationId: row.integrationId,
          closes: row.closes,
          composedAt: iso(row.composedAt),
          syncRunId: row.syncRunId,
          totals: totalsWire(row.totals, rendererOf(request, names(row.integrationId))),
          currency,
        })),
      });
    },
  }),
];

/**
 * Since when a line has differed, the invoices made since, and about how much they were wrong: each by the present
 * effect. Null: it does not differ, or was not read.
 */
async function differenceOf(db: Queryable, key: IntegrationKey, row: ListedUsageLine) {
  const { kind, groupKey, composed } = row;
  if (kind === 'match' || kind === 'not-read') return null;
  const at = await differsSince(db, key, groupKey, kind);
  if (at === null) return null;
  const line =
    composed.lines.find(({ psaLineId }) => psaLineId === composed.target?.psaLineId) ??
    composed.lines.find(({ live }) => live);
  const days = line === undefined ? null : await invoiceDaysOf(db, key, line.agreementId);
  const { timeZone } = await compositionSettings(db, key);
  const invoices =
    days === null ? null : invoicesSince(days, dayIn(timeZone, at), dayIn(timeZone, new Date()));
  const effect = composed.money.effectPerInvoice;
  return {
    since: iso(at),
    invoices,
    amount: invoices === null || effect === null ? null : decimalText(decimal(effect).times(invoices)),
  };
}
