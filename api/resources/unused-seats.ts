import { UnusedSeats, UnusedSeatsQuery } from '../../contracts/api/unused-seats.ts';
import { unusedAfterDays } from '../../db/settings/settings.ts';
import { inOneSnapshot } from '../../db/driver/page.ts';
import { unusedSeats, type UnusedFilter, type UnusedOfLine } from '../../db/lists/unused-seats.ts';
import { currencyOf } from '../../db/people/people.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { calledOf } from '../../domain/called.ts';
import { countByReason, type UnusedReason, unusedReasons } from '../../domain/seat-use.ts';
import { sumMoney } from '../../domain/usage/measure-totals.ts';
import type { CsvCell } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import { ok, type Route, route } from '../route.ts';
import { number, type Table, tableFileRoutes, text } from '../table-files.ts';
import { currencyCell } from './currency-cell.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';

const tag = 'Reports';

const itemWire =
  (namesKept: boolean) =>
  ({ line, seats, perMonth, currency }: UnusedOfLine) => ({
    usageLineId: line.id,
    company:
      line.companyId === null ? null : { id: line.companyId, name: line.companyName ?? line.companyId },
    label: line.label,
    kind: line.kind,
    counted: line.vendorQuantity,
    unused: seats.length,
    byReason: countByReason(seats),
    currency,
    perMonth,
    readAt: line.composed.vendorReadAt,
    users: namesKept ? seats.map(({ since, ...seat }) => ({ ...seat, since: isoOrNull(since) })) : null,
  });

const unusedOf = ({ db, kinds }: ApiDependencies, key: IntegrationKey, { reason, q }: Asked) =>
  inOneSnapshot(db, async (snapshot) => {
    const integration = await integrationOf(snapshot, key);
    const { dataVersion, keepNames } = integration;
    const days = await unusedAfterDays(snapshot, key.tenantId);
    const filter: UnusedFilter = { reasons: reason, q };
    const { items, byReason } = await unusedSeats(snapshot, key, days, filter, new Date());
    const currency = await currencyOf(snapshot, key.tenantId);
    const list = {
      dataVersion: String(dataVersion),
      currency,
      days,
      namesKept: keepNames,
      byReason,
      seats: items.reduce((sum, { seats }) => sum + seats.length, 0),
      cost: sumMoney(
        items,
        ({ perMonth }) => perMonth,
        (item) => (item.currency === currency ? null : item.currency),
      ),
      items: items.map(itemWire(keepNames)),
    };
    return { called: calledOf(kinds, integration), list };
  });

interface Asked {
  readonly reason?: readonly UnusedReason[] | undefined;
  readonly q?: string | undefined;
}

/** Customers, and under them whoever may be named. */
const tablesOf = ({
  items,
  days,
  currency,
}: Awaited<ReturnType<typeof unusedOf>>['list']): readonly Table[] => [
  {
    sheet: 'Customers',
    columns: [
      text('Customer'), text('Company ID'), number('Seats'), number('Unused'), ...unusedReasons.map(number),
      number('Per month'), text('Currency'), text('Read at'), number('Days without login'),
    ], // prettier-ignore
    rows: items.map((item): readonly CsvCell[] => [
      item.label,
      item.company?.id ?? null,
      item.counted,
      item.unused,
      ...unusedReasons.map((reason) => item.byReason[reason] ?? null),
      item.perMonth,
      currencyCell(item.currency, currency, [item.perMonth]),
      item.readAt,
      days,
    ]),
  },
  {
    sheet: 'Users',
    title: 'Users',
    columns: [
      text('Customer'), text('Account'), text('User'), text('User ID'), text('Status'), text('Reason'), text('Since'),
    ], // prettier-ignore
    rows: items.flatMap(({ label, users }) =>
      (users ?? []).map((user): readonly CsvCell[] => [
        label,
        user.accountName,
        user.name,
        user.userId,
        user.status,
        user.reason,
        user.since,
      ]),
    ),
  },
];

/** Where cleaning up pays. */
export const unusedSeatRoutes: readonly Route[] = [
  ...tableFileRoutes({
    path: '/integrations/{id}/unused-seats',
    tag,
    what: 'Unused seats',
    needs: 'read',
    params: IdParams,
    query: UnusedSeatsQuery,
    of: async (call) => {
      const { called, list } = await unusedOf(call.deps, keyOf(call), call.query);
      return { name: 'unused-seats', tables: tablesOf(list), called };
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/unused-seats',
    tag,
    summary: 'Unused seats by customer, with reasons and monthly cost',
    needs: 'read',
    params: IdParams,
    query: UnusedSeatsQuery,
    answers: { 200: UnusedSeats },
    handle: async (call) => ok((await unusedOf(call.deps, keyOf(call), call.query)).list),
  }),
];
