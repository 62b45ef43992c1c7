import { ListFigures, MonthFiguresList, MonthFiguresQuery } from '../../../contracts/api/month-figures.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { dataVersionOfTenant } from '../../../db/integrations/data-versions.ts';
import { listFigures } from '../../../db/lists/list-figures.ts';
import { type ClosedVersion, type ListedMonth, monthFiguresOf } from '../../../db/lists/month-figures.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

const stateOf = (closed: ClosedVersion | null): 'open' | 'closed' | 'reopened' =>
  closed === null ? 'open' : closed.reopenedAt === null ? 'closed' : 'reopened';

const monthWire = ({
  month, running, currency, closed, earlierVersions, composedAt, figures,
}: ListedMonth) => ({
  month,
  state: stateOf(closed),
  running,
  reviewMonthId: closed?.id ?? null,
  version: closed?.version ?? null,
  earlierVersions: earlierVersions.map((version) => ({ ...version, closedAt: iso(version.closedAt) })),
  composedAt: isoOrNull(composedAt),
  currency,
  ...figures,
  closedBy: closed === null ? null : { ...closed.closedBy, name: closed.closedByName },
  closedAt: isoOrNull(closed?.closedAt ?? null),
}); // prettier-ignore

/** What the page of reports shows before a report is opened. */
export const monthFigureRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/month-figures',
    tag: 'Months',
    summary:
      'What twelve months brought and left, newest first: frozen figures of closed months, present ones of the running month',
    needs: 'read',
    params: IdParams,
    query: MonthFiguresQuery,
    answers: { 200: MonthFiguresList },
    handle: async (call) => {
      const key = keyOf(call);
      const { items, earlier } = await inOneSnapshot(call.deps.db, async (db) => {
        await integrationOf(db, key);
        return monthFiguresOf(db, key, new Date(), call.query.until);
      });
      return ok({ items: items.map(monthWire), earlier });
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/list-figures',
    tag: 'Reports',
    summary: 'What the lists of lines to add and of unused seats come to',
    needs: 'read',
    params: IdParams,
    answers: { 200: ListFigures },
    handle: async (call) => {
      const key = keyOf(call);
      return ok(
        await inOneSnapshot(call.deps.db, async (db) => {
          await integrationOf(db, key);
          const dataVersion = await dataVersionOfTenant(db, key.tenantId);
          return { dataVersion, ...(await listFigures(db, key, dataVersion, new Date())) };
        }),
      );
    },
  }),
];
