import { z } from 'zod';
import { CustomerSheet, LinesToCreate } from '../../contracts/api/customers.ts';
import { type CustomerSheet as Sheet, customerSheet } from '../../db/lists/customer-sheet.ts';
import { type LineToCreate, linesToCreate } from '../../db/lists/lines-to-create.ts';
import { inOneSnapshot } from '../../db/lists/page.ts';
import { currencyOf } from '../../db/people/people.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CsvCell } from '../csv.ts';
import { Problem } from '../problems.ts';
import { ok, type Route, route } from '../route.ts';
import { csvOf, number, type Table, text } from '../table-files.ts';
import { billingDayOf } from './billing-day-of.ts';
import { IdParams, integrationOf, keyOf } from './integration-of.ts';

const tag = 'Reports';
const CompanyParams = IdParams.extend({ companyId: z.string().min(1).max(100) });

const toCreateWire = ({ line, advice, unitPrice }: LineToCreate) => ({
  usageLineId: line.id,
  company: line.companyId === null ? null : { id: line.companyId, name: line.companyName ?? line.companyId },
  label: line.label,
  advised: advice !== null,
  productId: advice?.productIdentifier ?? null,
  agreements: (advice?.agreementIds ?? []).map((id, nth) => ({
    id,
    name: advice?.agreementNames[nth] ?? id,
  })),
  quantity: line.vendorQuantity,
  unitPrice,
  perMonth: line.composed.money.atRiskPerMonth,
  reason: line.composed.reason,
});

const toCreateTable = (items: readonly LineToCreate[]): Table => ({
  sheet: 'Not billed yet',
  columns: [
    text('Customer'), text('Company ID'), text('Product ID'), text('Agreement'), number('Quantity'),
    number('Unit price'), number('Per month'), text('To add'), text('Reason'),
  ], // prettier-ignore
  rows: items
    .map(toCreateWire)
    .map((item): readonly CsvCell[] => [
      item.label,
      item.company?.id ?? null,
      item.productId,
      item.agreements.map(({ name }) => name).join(' or '),
      item.quantity,
      item.unitPrice,
      item.perMonth,
      item.advised ? 'add' : 'look first',
      item.reason,
    ]),
});

const sheetWire = (sheet: Sheet) => ({
  company: sheet.company,
  namesKept: sheet.namesKept,
  lines: sheet.lines.map((line) => ({
    usageLineId: line.id,
    service: line.serviceName,
    kind: line.kind,
    reason: line.composed.reason,
    decision: line.decision,
    vendorQuantity: line.vendorQuantity,
    psaQuantity: line.psaQuantity,
    variance: line.variance,
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
    billed: line.composed.lines,
  })),
});

/** Counts by account and status, then what is billed, then who holds the seats. */
function sheetTables(sheet: Sheet, day: string, currency: string): readonly Table[] {
  const { company, lines } = sheetWire(sheet);
  const accounts = lines.flatMap((line) => line.accounts);
  return [
    {
      sheet: 'Customer',
      columns: [text(''), text('')],
      rows: [
        ['Customer', company.name],
        ['Company ID', company.id],
        ['Day', day],
        ['Currency', currency],
        ['Names of users', sheet.namesKept ? 'kept' : 'not kept'],
      ],
    },
    {
      sheet: 'Seats',
      title: 'Seats by account and status',
      columns: [text('Account'), text('Status'), number('Users'), text('Takes a seat'), text('Read at')],
      rows: accounts.flatMap(({ name, byStatus, notCounted, readAt }): readonly (readonly CsvCell[])[] => [
        ...Object.entries(byStatus ?? {}).map(([status, users]) => [name, status, users, 'yes', readAt]),
        ...(notCounted === null ? [] : [[name, 'pending deletion', notCounted, 'no', readAt]]),
      ]),
    },
    {
      sheet: 'Billed',
      title: 'Billed',
      columns: [
        text('Agreement'), text('Line ID'), text('Product ID'), number('Quantity'), number('Less included'),
        number('Unit price'), text('Live'), text('Next invoice'), text('Kind'), number('Seats'), number('Variance'),
        number('Effect per month'),
      ], // prettier-ignore
      rows: lines.flatMap((line) =>
        line.billed.map((billed): readonly CsvCell[] => [
          billed.agreementName,
          billed.psaLineId,
          billed.productIdentifier,
          billed.quantity,
          billed.lessIncluded,
          billed.unitPrice,
          billed.live ? 'live' : (billed.notLiveReason ?? 'not live'),
          billed.nextInvoiceDate,
          line.kind,
          line.vendorQuantity,
          line.variance,
          line.effectPerMonth,
        ]),
      ),
    },
    {
      sheet: 'Users',
      title: 'Users',
      columns: [text('Account'), text('User'), text('User ID'), text('Status'), text('Takes a seat')],
      rows: accounts.flatMap(({ name: account, holders }) =>
        holders.map(({ name, userId, status, holdsSeat }): readonly CsvCell[] => [
          account,
          name,
          userId,
          status,
          holdsSeat ? 'yes' : 'no',
        ]),
      ),
    },
  ];
}

interface Asked {
  readonly deps: { readonly db: Parameters<typeof inOneSnapshot>[0] };
}

const sheetOf = ({ deps }: Asked, key: IntegrationKey, companyId: string) =>
  inOneSnapshot(deps.db, async (db) => {
    const { dataVersion } = await integrationOf(db, key);
    const sheet = await customerSheet(db, key, companyId);
    if (sheet === null) throw new Problem('NotFound');
    return {
      dataVersion: String(dataVersion),
      sheet,
      day: await billingDayOf(db, key),
      currency: await currencyOf(db, key.tenantId),
    };
  });

const toCreateOf = ({ deps }: Asked, key: IntegrationKey) =>
  inOneSnapshot(deps.db, async (db) => {
    const { dataVersion } = await integrationOf(db, key);
    return {
      dataVersion: String(dataVersion),
      items: await linesToCreate(db, key),
      currency: await currencyOf(db, key.tenantId),
    };
  });

/** What leaves for a customer, and for whoever keeps the PSA. */
export const customerRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/not-billed-yet.csv',
    tag,
    summary: 'The lines to add in the PSA as a table file',
    needs: 'read',
    params: IdParams,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) =>
      csvOf('not-billed-yet', [toCreateTable((await toCreateOf(call, keyOf(call))).items)]),
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/not-billed-yet',
    tag,
    summary: 'Usage that nobody pays for: by customer the line to add in the PSA',
    needs: 'read',
    params: IdParams,
    answers: { 200: LinesToCreate },
    handle: async (call) => {
      const { items, ...rest } = await toCreateOf(call, keyOf(call));
      return ok({ ...rest, items: items.map(toCreateWire) });
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/customers/{companyId}/sheet.csv',
    tag,
    summary: 'The sheet of one customer as a table file',
    needs: 'read',
    params: CompanyParams,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => {
      const { sheet, day, currency } = await sheetOf(call, keyOf(call), call.params.companyId);
      return csvOf('customer-sheet', sheetTables(sheet, day, currency));
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
      const { sheet, ...rest } = await sheetOf(call, keyOf(call), call.params.companyId);
      return ok({ ...rest, ...sheetWire(sheet) });
    },
  }),
];
