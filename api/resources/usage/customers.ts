import type { Request } from 'express';
import { z } from 'zod';
import { CustomerSheet, LinesToCreate } from '../../../contracts/api/customers.ts';
import { type CustomerSheet as Sheet, customerSheet } from '../../../db/lists/customer-sheet.ts';
import { type LineToAdd, type LineToEnd, linesToAdd, linesToEnd } from '../../../db/lists/lines-to-add.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { currencyOf } from '../../../db/people/people.ts';
import { entryOf, termsOfKinds } from '../../../domain/kinds.ts';
import { decimal } from '../../../domain/quantity.ts';
import { type LineSuggestion, lineSuggestions } from '../../../use-cases/decisions/line-suggestions.ts';
import { billableOf, type ComposedLine } from '../../../domain/usage/composition.ts';
import { asWritten, type Message, message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { Problem } from '../../problems.ts';
import { catalogFor, messageWire, namingRendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import {
  bare, currency, day, id, instant, money, number, type Table, type TableCell, tableFileRoutes, text,
} from '../../table-files.ts'; // prettier-ignore
import { billingDayOf } from '../lifecycle/billing-day.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { sourceWire } from './composed-wire.ts';
import { equationText, scopedRuleWire } from './line-rule-wire.ts';
import { type LineTexts, lineTexts } from './line-texts.ts';
import { currencyCell } from './currency-cell.ts';

const tag = 'Reports';
export const CompanyParams = IdParams.extend({ companyId: z.string().min(1).max(100) });

const toCreateWire = ({ line, advice, unitPrice, awaitsSync }: LineToAdd, render: Renderer) => ({
  usageLineId: line.id,
  company: line.companyId === null ? null : { id: line.companyId, name: line.companyName ?? line.companyId },
  label: line.label,
  advised: advice !== null,
  productId: advice?.productIdentifier ?? null,
  agreements: (advice?.agreementIds ?? []).map((id, nth) => ({
    id,
    name: advice?.agreementNames[nth] ?? id,
  })),
  quantity: billableOf(line.composed),
  equation: equationOf(line.composed, render),
  unitPrice,
  currency: line.composed.money.currency,
  perMonth: line.composed.money.atRiskPerMonth,
  reason: messageWire(render, line.composed.reason),
  lineVersion: line.version,
  awaitsSync,
});

function suggestionWire(suggestion: LineSuggestion | undefined, render: Renderer) {
  const { change, sentence } = suggestion?.suggested ?? { change: null, sentence: null };
  const rejected = suggestion?.rejected ?? null;
  const line = change?.change.kind === 'create-line' ? change.change.line : null;
  return {
    suggestion:
      change === null || line === null || change.newLine === undefined
        ? null
        : {
            agreementId: change.agreementId,
            agreementName: change.newLine.agreementName,
            productId: line.productId,
            quantity: decimal(change.after).toNumber(),
            unitPrice: change.newLine.price,
            firstBilledDay: line.firstBilledDay,
            sentence: messageWire(render, sentence),
          },
    rejected: rejected === null ? null : messageWire(render, rejected),
  };
}

/** Null: no rule, or not every account was counted. */
const equationOf = ({ rule, vendorQuantity }: ComposedLine, render: Renderer): string | null =>
  rule?.applied == null ? null : equationText(rule.applied, vendorQuantity, render);

const toEndWire = ({ line, source, perMonth }: LineToEnd) => ({
  usageLineId: line.id,
  company: line.companyId === null ? null : { id: line.companyId, name: line.companyName ?? line.companyId },
  label: line.label,
  psaLineId: source.psaLineId,
  productId: source.productIdentifier,
  agreement: { id: source.agreementId, name: source.agreementName },
  quantity: source.quantity,
  unitPrice: source.unitPrice,
  ...(source.currency === undefined ? {} : { currency: source.currency }),
  perMonth,
  ends: source.cancelledDate,
});

const toEndRow = (item: LineToEnd, own: string): readonly TableCell[] => {
  const {
    label,
    company,
    productId,
    agreement,
    quantity,
    unitPrice,
    perMonth: effect,
    ends,
  } = toEndWire(item);
  const line = item.source.psaLineId;
  const reason =
    ends === null
      ? message('usage.duplicate', { line })
      : message('usage.duplicate-ending', { line, day: ends });
  const currency = currencyCell(item.source.currency ?? null, own, [unitPrice, effect]);
  return [
    label, company?.id ?? null, productId, agreement.name, quantity, unitPrice, effect, currency,
    message('tables.to-do.end'), reason, null,
  ]; // prettier-ignore
};

const toCreateTable = (
  { items, toEnd }: { readonly items: readonly LineToAdd[]; readonly toEnd: readonly LineToEnd[] },
  render: Renderer,
  own: string,
): Table => ({
  sheet: message('tables.sheet.not-billed-yet'),
  columns: [
    text('customer'), id('company-id'), text('product-id'), text('agreement'), number('quantity'),
    money('unit-price'), money('per-month'), currency('currency'), text('to-do'), text('reason'), text('equation'),
  ], // prettier-ignore
  rows: [
    ...items
      .map((item) => toCreateWire(item, render))
      .map((item): readonly TableCell[] => [
        item.label,
        item.company?.id ?? null,
        item.productId,
        oneOf(item.agreements.map(({ name }) => name)),
        item.quantity,
        item.unitPrice,
        item.perMonth,
        currencyCell(item.currency, item.currency, [item.unitPrice, item.perMonth]),
        message(item.advised ? 'tables.to-do.add' : 'tables.to-do.check'),
        item.reason.message,
        item.equation,
      ]),
    ...toEnd.map((item) => toEndRow(item, own)),
  ],
});

const oneOf = (names: readonly string[]): TableCell =>
  names.length > 1 ? message('tables.one-of', { options: names }) : (names[0] ?? null);

const sheetWire = (sheet: Sheet, render: Renderer, texts: LineTexts) => ({
  company: sheet.company,
  namesKept: sheet.namesKept,
  lines: sheet.lines.map((line) => ({
    usageLineId: line.id,
    service: line.serviceName,
    kind: line.kind,
    reason: messageWire(render, line.composed.reason),
    decision: line.decision,
    vendorQuantity: line.vendorQuantity,
    billableUnits: billableOf(line.composed),
    rule: scopedRuleWire(line, texts),
    psaQuantity: line.psaQuantity,
    variance: line.variance,
    currency: line.composed.money.currency,
    effectPerMonth: line.composed.money.effectPerMonth,
    vendorReadAt: line.composed.vendorReadAt,
    psaReadAt: line.composed.psaReadAt,
    accounts: line.composed.accounts.map(({ accountId, name, seats, byStatus, readAt }) => ({
      accountId,
      name,
      seats,
      byStatus,
      notCounted: sheet.notCounted.get(accountId) ?? null,
      readAt,
      holders: sheet.holders
        .filter((holder) => holder.accountId === accountId)
        .map(({ userId, name: holder, status, holdsSeat }) => ({ userId, name: holder, status, holdsSeat })),
    })),
    billed: line.composed.lines.map((source) => sourceWire(source, render)),
  })),
});

/** Counts by account and status, then what is billed, then who holds the seats. */
function sheetTables({ sheet, day: today, currency: own, render, texts }: LoadedSheet): readonly Table[] {
  const { company, lines } = sheetWire(sheet, render, texts);
  const accounts = lines.flatMap((line) => line.accounts);
  return [
    {
      sheet: message('tables.sheet.customer'),
      columns: [bare, bare],
      rows: [
        [message('reports.customer'), company.name],
        [message('reports.company-id'), company.id],
        [message('reports.day'), today],
        [message('reports.currency'), own],
        [
          message('reports.names'),
          message(sheet.namesKept ? 'reports.names-stored' : 'reports.names-not-stored'),
        ],
      ],
    },
    {
      sheet: message('tables.sheet.seats'),
      title: message('tables.title.seats'),
      columns: [text('account'), text('status'), number('users'), text('uses-seat'), instant('read-at')],
      rows: accounts.flatMap(({ name, byStatus, notCounted, readAt }): readonly (readonly TableCell[])[] => [
        ...Object.entries(byStatus ?? {}).map(([status, users]) => [
          name,
          status,
          users,
          yesNo(true),
          readAt,
        ]),
        ...Object.entries(notCounted ?? {}).map(([status, users]) => [
          name, status, users, yesNo(false), readAt,
        ]), // prettier-ignore
      ]),
    },
    {
      sheet: message('tables.sheet.billed'),
      title: message('tables.sheet.billed'),
      columns: [
        text('agreement'), id('line-id'), text('product-id'), number('quantity'), number('less-included'),
        money('unit-price'), text('billing'), day('next-invoice'), text('kind'), number('seats'), number('billable-units'),
        text('billing-rule'), text('equation'), number('variance'), money('effect'), currency('currency'),
      ], // prettier-ignore
      rows: lines.flatMap((line) =>
        line.billed.map((billed): readonly TableCell[] => [
          billed.agreementName,
          billed.psaLineId,
          billed.productIdentifier,
          billed.quantity,
          billed.lessIncluded,
          billed.unitPrice,
          billed.live
            ? message('tables.billing')
            : (billed.notLiveReason?.message ?? message('tables.not-billing')),
          billed.nextInvoiceDate,
          message(`console-kinds.${line.kind}`),
          line.vendorQuantity,
          line.billableUnits,
          ...ruleCells(line.rule?.applied ?? null),
          line.variance,
          line.effectPerMonth,
          currencyCell(billed.currency, own, [billed.unitPrice, line.effectPerMonth]),
        ]),
      ),
    },
    {
      sheet: message('tables.sheet.users'),
      title: message('tables.sheet.users'),
      columns: [text('account'), text('user'), id('user-id'), text('status'), text('uses-seat')],
      rows: accounts.flatMap(({ name: account, holders }) =>
        holders.map(({ name, userId, status, holdsSeat }): readonly TableCell[] => [
          account,
          name,
          userId,
          status,
          yesNo(holdsSeat),
        ]),
      ),
    },
  ];
}

/** What the rule says, with its source, and what it makes of the seats. */
const ruleCells = (rule: { text: string; source: string; equation: string | null } | null): TableCell[] =>
  rule === null
    ? [null, null]
    : [message('tables.rule', { terms: asWritten(rule.text), source: rule.source }), rule.equation];

const yesNo = (value: boolean): Message => message(value ? 'tables.yes' : 'tables.no');

/** The requester, and what is requested. */
export interface Asked {
  readonly request: Request;
  readonly deps: Pick<ApiDependencies, 'db' | 'kinds'>;
}

export type LoadedSheet = Awaited<ReturnType<typeof customerSheetOf>>;

export const customerSheetOf = ({ deps, request }: Asked, key: IntegrationKey, companyId: string) =>
  inOneSnapshot(deps.db, async (db) => {
    const integration = await integrationOf(db, key);
    const sheet = await customerSheet(db, key, companyId);
    if (sheet === null) throw new Problem('NotFound');
    const called = termsOfKinds(deps.kinds, integration);
    const texts = await lineTexts(db, key.tenantId, sheet.lines, catalogFor(request), () => called);
    return {
      dataVersion: String(integration.dataVersion),
      texts,
      render: texts.renderer(key.integrationId),
      sheet,
      day: await billingDayOf(db, key),
      currency: await currencyOf(db, key.tenantId),
    };
  });

const toCreateOf = ({ deps, request }: Asked, key: IntegrationKey, withSuggestions: boolean) =>
  inOneSnapshot(deps.db, async (db) => {
    const integration = await integrationOf(db, key);
    const called = termsOfKinds(deps.kinds, integration);
    const items = await linesToAdd(db, key);
    const lines = items.map(({ line }) => line);
    const texts = await lineTexts(db, key.tenantId, lines, catalogFor(request), () => called);
    const psa = entryOf(deps.kinds.psas, integration.psa);
    const of = withSuggestions
      ? await lineSuggestions(db, key, psa, lines, new Date())
      : new Map<string, LineSuggestion>();
    const messages = [...of.values()].flatMap(
      ({ suggested, rejected }) => suggested?.sentence ?? rejected ?? [],
    );
    const suggestions = { of, render: await namingRendererOf(request, called, { db, key, messages }) };
    return {
      dataVersion: String(integration.dataVersion),
      render: texts.renderer(key.integrationId),
      suggestions,
      items,
      toEnd: await linesToEnd(db, key),
      currency: await currencyOf(db, key.tenantId),
    };
  });

/** What leaves for a customer, and for whoever keeps the PSA. */
export const customerRoutes: readonly Route[] = [
  ...tableFileRoutes({
    path: '/integrations/{id}/not-billed-yet',
    tag,
    summary: 'The lines to add in the PSA, and duplicates to end',
    needs: 'read',
    params: IdParams,
    of: async (call) => {
      const { render, ...lists } = await toCreateOf(call, keyOf(call), false);
      const { currency: own } = lists;
      return { name: 'not-billed-yet', tables: [toCreateTable(lists, render, own)], currency: own, render };
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/not-billed-yet',
    tag,
    summary: 'The list for the PSA: by customer the line to add, and duplicates to end',
    needs: 'read',
    params: IdParams,
    answers: { 200: LinesToCreate },
    handle: async (call) => {
      const { items, suggestions, toEnd, dataVersion, currency, render } = await toCreateOf(
        call,
        keyOf(call),
        true,
      );
      return ok({
        dataVersion,
        currency,
        items: items.map((item) => ({
          ...toCreateWire(item, render),
          ...suggestionWire(suggestions.of.get(item.line.id), suggestions.render),
        })),
        toEnd: toEnd.map(toEndWire),
      });
    },
  }),
  ...tableFileRoutes({
    path: '/integrations/{id}/customers/{companyId}/sheet',
    tag,
    summary: 'The sheet of one customer',
    needs: 'read',
    params: CompanyParams,
    of: async (call) => {
      const loaded = await customerSheetOf(call, keyOf(call), call.params.companyId);
      const { currency: own, render } = loaded;
      return { name: 'customer-sheet', tables: sheetTables(loaded), currency: own, render };
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/customers/{companyId}/sheet',
    tag,
    summary: 'One customer: seats by status, who holds them where names are kept, and what is billed',
    needs: 'read',
    params: CompanyParams,
    answers: { 200: CustomerSheet },
    handle: async (call) => {
      const { sheet, dataVersion, day, currency, render, texts } = await customerSheetOf(
        call,
        keyOf(call),
        call.params.companyId,
      );
      return ok({ dataVersion, day, currency, ...sheetWire(sheet, render, texts) });
    },
  }),
];
