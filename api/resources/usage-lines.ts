import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import {
  ControlTotals, ControlTotalsQuery, UsageCsvQuery, UsageLineDetail, UsageLineList, UsageLineQuery,
} from '../../contracts/api/usage.ts'; // prettier-ignore
import type { Queryable } from '../../db/database.ts';
import { acceptedAtOf, holderMoves, versionsOfGroup } from '../../db/lists/account-history.ts';
import { PerVersion } from '../../db/lists/per-version.ts';
import { usageLineKey, type UsageLineSort } from '../../db/lists/usage-line-order.ts';
import {
  controlTotalsOf, countUsageLines, findUsageLine, listUsageLines, type UsageLineFilter, type UsageLinePage,
  type UsageLinePlace,
} from '../../db/lists/usage-lines.ts'; // prettier-ignore
import { decisionsOfGroup, lineStandings } from '../../db/lists/line-standing.ts';
import { findTenant } from '../../db/people.ts';
import type { AccountSource, LineSource } from '../../domain/usage/composition.ts';
import { describeFound } from '../../domain/usage/found-lines.ts';
import { describeVanished } from '../../domain/usage/vanished-lines.ts';
import { ageSeconds, answerVersion, flag, iso, sortOf, versionOfTenant } from '../list-answer.ts';
import { causeOf, Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { integrationOf } from './integration-of.ts';
import { usageCsv } from './usage-csv.ts';
import { usageLineWire } from './usage-line-wire.ts';
import { cameAndWent } from './vendor-accounts.ts';

const tag = 'Usage';

const accountWire = (source: AccountSource) => ({
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
          cause: causeOf(source.newestRead.code, null),
          at: source.newestRead.at,
        },
});

/** Lines composed before status words were read say none. */
const lineWire = (line: LineSource) => ({
  ...line,
  status: (line as Partial<LineSource>).status ?? null,
});

type FilterQuery = Omit<z.output<typeof UsageCsvQuery>, 'sort'>;

const filterOf = (query: FilterQuery): UsageLineFilter => ({
  integrationId: query.integration,
  kinds: query.kind,
  flags: query.flag,
  holdReasons: query.holdReason,
  accountId: query.account,
  companyId: query.company,
  agreementId: query.agreement,
  serviceId: query.service,
  decisions: query.decision,
  toDecide: flag(query.toDecide),
  q: query.q,
});

/** Pages of at most 100 lines, so that they take some 30 MB at most. */
const pages = new PerVersion<UsageLinePage>(50);
const mostKept = 100;

/**
 * What many people look at is counted and read once per data version, which rises with everything that a line shows;
 * what becomes of a decision moves beside it, and is read for each.
 */
async function pageOf(
  db: Queryable,
  tenantId: string,
  query: z.output<typeof UsageLineQuery>,
  place: UsageLinePlace,
  version: string,
) {
  const filter = filterOf(query);
  const order = sortOf<UsageLineSort>(query.sort);
  const total = await countUsageLines(db, tenantId, filter, version);
  const read = () => listUsageLines(db, tenantId, filter, order, place);
  const question = JSON.stringify([tenantId, filter, order, place]);
  const { items, next } = await (place.limit > mostKept ? read() : pages.of(question, version, read));
  const standings = await lineStandings(
    db,
    tenantId,
    items.map(({ id }) => id),
  );
  return { items: items.map((row) => ({ row, standing: standings.get(row.id) })), total, next };
}

/** Usage lines as they stand: what to review, with everything that explains a number. */
export const usageLineRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/usage-lines',
    tag,
    summary: 'Usage lines by filter and order',
    role: 'viewer',
    query: UsageLineQuery,
    answers: { 200: UsageLineList },
    handle: async ({ deps, caller, query }) =>
      answerVersion(
        deps,
        query,
        versionOfTenant(caller.tenantId),
        usageLineKey(sortOf<UsageLineSort>(query.sort).by),
        (db, page, version) => pageOf(db, caller.tenantId, query, page, version),
        ({ row, standing }) => usageLineWire(row, standing),
      ),
  }),
  route({
    method: 'get',
    path: '/usage-lines.csv',
    tag,
    summary: 'The same lines as a table file',
    role: 'viewer',
    query: UsageCsvQuery,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: ({ deps, caller, query }) =>
      Promise.resolve(usageCsv(deps, caller.tenantId, filterOf(query), sortOf<UsageLineSort>(query.sort))),
  }),
  route({
    method: 'get',
    path: '/usage-lines/{lineId}',
    tag,
    summary: 'One line with its sources, who came and went, and its history',
    role: 'viewer',
    params: z.object({ lineId: Id }),
    answers: { 200: UsageLineDetail },
    handle: async ({ deps, caller, params }) => {
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
      const key = { tenantId: caller.tenantId, integrationId: row.integration_id };
      const accountIds = accounts.map(({ accountId }) => accountId);
      const acceptedAt = await acceptedAtOf(deps.db, key, row.group_key);
      const moves = await holderMoves(deps.db, caller.tenantId, accountIds, acceptedAt);
      const standing = (await lineStandings(deps.db, caller.tenantId, [row.id])).get(row.id);
      const decisions = await decisionsOfGroup(deps.db, key, row.group_key);
      const history = await versionsOfGroup(deps.db, key, row.group_key);
      return ok({
        ...usageLineWire(row, standing),
        accounts: accounts.map(accountWire),
        lines: lines.map(lineWire),
        alsoCandidates: alsoCandidates.map(lineWire),
        found: found.map((line) => ({ ...line, text: describeFound(line) })),
        vanished: vanished.map((line) => ({ ...line, text: describeVanished(line) })),
        warnings,
        advice,
        cameAndWent: cameAndWent(moves),
        decisions: decisions.map(({ at, action, actor, actor_name, detail }) => ({
          at: iso(at),
          action,
          by: { ...actor, name: actor_name },
          detail,
        })),
        history: history.map((version) => ({
          version: version.version,
          at: iso(version.at),
          kind: version.kind,
          vendorQuantity: version.vendor_quantity,
          psaQuantity: version.psa_quantity,
          syncRunId: version.sync_run_id,
        })),
      });
    },
  }),
  route({
    method: 'get',
    path: '/control-totals',
    tag,
    summary: 'Totals that always close, of the same composition as the lines',
    role: 'viewer',
    query: ControlTotalsQuery,
    problems: ['NotFound'],
    answers: { 200: ControlTotals },
    handle: async ({ deps, caller, query }) => {
      if (query.integration !== undefined) {
        await integrationOf(deps.db, { tenantId: caller.tenantId, integrationId: query.integration });
      }
      const tenant = await findTenant(deps.db, caller.tenantId);
      const rows = await controlTotalsOf(deps.db, caller.tenantId, query.integration);
      return ok({
        items: rows.map((row) => ({
          integrationId: row.integration_id,
          closes: row.closes,
          composedAt: iso(row.composed_at),
          syncRunId: row.sync_run_id,
          totals: row.totals,
          currency: tenant?.currency ?? 'USD',
        })),
      });
    },
  }),
];
