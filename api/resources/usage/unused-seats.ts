import type { Request } from 'express';
import { UnusedSeats, UnusedSeatsQuery } from '../../../contracts/api/unused-seats.ts';
import { unusedAfterDays } from '../../../db/settings/settings.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { unusedSeats, type UnusedFilter, type UnusedOfLine } from '../../../db/lists/unused-seats.ts';
import { currencyOf } from '../../../db/people/people.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { termsOfKinds } from '../../../domain/kinds.ts';
import { countByReason, type UnusedReason, unusedReasons } from '../../../domain/seat-use.ts';
import { sumMoney } from '../../../domain/usage/measure-totals.ts';
import { ruleSentence } from '../../../domain/billing-rules/rule-text.ts';
import { message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { isoOrNull } from '../../list-answer.ts';
import { rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import {
  currency as currencyColumn, id, instant, money, number, type Table, type TableCell, tableFileRoutes, text,
} from '../../table-files.ts'; // prettier-ignore
import { currencyCell } from './currency-cell.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Reports';

const itemWire =
  (namesKept: boolean, render: Renderer) =>
  ({ line, seats, perMonth, currency }: UnusedOfLine) => ({
    usageLineId: line.id,
    company:
      line.companyId === null ? null : { id: line.companyId, name: line.companyName ?? line.companyId },
    label: line.label,
    kind: line.kind,
    counted: line.vendorQuantity,
    rule: ruleText(line, render),
    unused: seats.length,
    byReason: countByReason(seats),
    currency,
    perMonth,
    readAt: line.composed.vendorReadAt,
    users: namesKept ? seats.map(({ since, ...seat }) => ({ ...seat, since: isoOrNull(since) })) : null,
  });

/** Null: every seat is billed. */
const ruleText = ({ composed }: UnusedOfLine['line'], render: Renderer): string | null => {
  const applied = composed.rule?.applied ?? null;
  return applied === null ? null : render(ruleSentence(applied.terms));
};

const unusedOf = (
  { db, kinds }: ApiDependencies,
  key: IntegrationKey,
  { reason, q }: Asked,
  request: Request,
) =>
  inOneSnapshot(db, async (snapshot) => {
    const integration = await integrationOf(snapshot, key);
    const render = rendererOf(request, termsOfKinds(kinds, integration));
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
      items: items.map(itemWire(keepNames, render)),
    };
    return { render, list };
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
    sheet: message('tables.sheet.customers'),
    columns: [
      text('customer'), id('company-id'), number('seats'), number('unused'), ...unusedReasons.map(number),
      money('per-month'), currencyColumn('currency'), text('billing-rule'), instant('read-at'), number('days'),
    ], // prettier-ignore
    rows: items.map((item): readonly TableCell[] => [
      item.label,
      item.company?.id ?? null,
      item.counted,
      item.unused,
      ...unusedReasons.map((reason) => item.byReason[reason] ?? null),
      item.perMonth,
      currencyCell(item.currency, currency, [item.perMonth]),
      item.rule,
      item.readAt,
      days,
    ]),
  },
  {
    sheet: message('tables.sheet.users'),
    title: message('tables.sheet.users'),
    columns: [
      text('customer'), text('account'), text('user'), id('user-id'), text('status'), text('reason'), instant('since'),
    ], // prettier-ignore
    rows: items.flatMap(({ label, users }) =>
      (users ?? []).map((user): readonly TableCell[] => [
        label,
        user.accountName,
        user.name,
        user.userId,
        user.status,
        message(`tables.unused.${user.reason}`),
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
    summary: 'Unused seats',
    needs: 'read',
    params: IdParams,
    query: UnusedSeatsQuery,
    of: async (call) => {
      const { render, list } = await unusedOf(call.deps, keyOf(call), call.query, call.request);
      return { name: 'unused-seats', tables: tablesOf(list), currency: list.currency, render };
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
    handle: async (call) => ok((await unusedOf(call.deps, keyOf(call), call.query, call.request)).list),
  }),
];
