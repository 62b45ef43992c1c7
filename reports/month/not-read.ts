import type { MonthReport } from '../../domain/months/month-report.ts';
import { message } from '../../messages/message.ts';
import { column, identifier, instant, oneGroup, quantity, text } from '../cells.ts';
import type { ReportSection } from '../document.ts';

/** Accounts whose newest read did not end well. */
export const notReadAccounts = ({ totals: { notRead } }: MonthReport): ReportSection => ({
  key: 'accounts-not-read',
  title: message('month-document.section.accounts-not-read'),
  note: null,
  whenEmpty: message('month-document.all-accounts-read'),
  columns: [
    column('account', message('tables.column.account'), 'text', 4),
    column('state', message('tables.column.state'), 'text', 2),
    column('last-known-seats', message('month-document.column.last-known-seats'), 'quantity', 1),
    identifier('account-id', message('month-document.column.account-id')),
  ],
  groups: oneGroup(
    notRead.accounts.map(({ accountId, name, outcome, lastKnownSeats }) => [
      text(name),
      text(message(`tables.account.${outcome}`)),
      quantity(lastKnownSeats),
      text(accountId),
    ]),
  ),
  totals: [],
});

/** Lines whose numbers are the last good ones. */
export const notReadLines = ({ lines }: MonthReport): ReportSection => ({
  key: 'lines-not-read',
  title: message('month-document.section.lines-not-read'),
  note: message('month-document.last-good'),
  whenEmpty: message('month-document.all-lines-read'),
  columns: [
    column('customer', message('tables.column.customer'), 'text', 3),
    column('vendor-seats', message('tables.column.vendor-seats'), 'quantity', 1),
    column('psa-quantity', message('tables.column.psa-quantity'), 'quantity', 1),
    column('vendor-read-at', message('tables.column.vendor-read-at'), 'instant', 2),
    column('psa-read-at', message('tables.column.psa-read-at'), 'instant', 2),
    column('because', message('tables.column.incomplete-because'), 'text', 4),
    identifier('usage-line', message('tables.column.usage-line')),
  ],
  groups: oneGroup(
    lines
      .filter(({ kind, notRead }) => kind === 'not-read' || notRead !== null)
      .map((line) => [
        text(line.label, line.companyId),
        quantity(line.vendorQuantity),
        quantity(line.psaQuantity),
        instant(line.vendorReadAt),
        instant(line.psaReadAt),
        text(line.notRead),
        text(line.usageLineId),
      ]),
  ),
  totals: [],
});
