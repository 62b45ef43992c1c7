import type { Sheet } from '../../api/customers.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { signOf } from '../../values/decimals.ts';
import { Amount } from '../../components/figure.tsx';
import { formatCount, formatDay, formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { type CustomerText, useCustomerTexts } from './texts.ts';

type Account = Sheet['lines'][number]['accounts'][number];
type Billing = Sheet['lines'][number]['billed'][number];

interface StatusRow {
  readonly id: string;
  readonly account: string;
  readonly status: string;
  readonly users: number;
  readonly counts: boolean;
  readonly readAt: string | null;
}

/** Every status of every account; the counted ones sum to the seats. */
const statusRows = (accounts: readonly Account[]): readonly StatusRow[] =>
  accounts.flatMap(({ accountId, name, byStatus, notCounted, readAt }) => {
    const row = (status: string, users: number, counts: boolean): StatusRow => ({
      id: `${accountId}/${status}`,
      account: name,
      status,
      users,
      counts,
      readAt,
    });
    return [
      ...Object.entries(byStatus ?? {})
        .filter(([, users]) => users > 0)
        .map(([status, users]) => row(status, users, true)),
      ...Object.entries(notCounted ?? {}).map(([status, users]) => row(status, users, false)),
    ];
  });

const statusColumns = (text: CustomerText): readonly TableColumn<StatusRow>[] => [
  {
    id: 'account',
    head: text('console-customer.column.account'),
    cell: ({ account }) => <VendorText text={account} />,
  },
  {
    id: 'status',
    head: text('console-customer.column.status'),
    cell: ({ status }) => <VendorText text={status} />,
  },
  {
    id: 'users',
    head: text('console-customer.column.users'),
    numeric: true,
    cell: ({ users }) => formatCount(users),
  },
  {
    id: 'counts',
    head: text('console-customer.column.uses-seat'),
    cell: ({ counts }) => text(counts ? 'console-customer.yes' : 'console-customer.no'),
  },
  {
    id: 'read',
    head: text('console-customer.column.read'),
    wideOnly: true,
    cell: ({ readAt }) => (readAt === null ? '–' : <Instant at={readAt} />),
  },
];

export function Seats({ accounts }: { readonly accounts: readonly Account[] }) {
  const text = useCustomerTexts();
  const rows = statusRows(accounts);
  return (
    <Section title={text('console-customer.seats')} empty={text('console-customer.no-count')} rows={rows}>
      <DataTable
        label={text('console-customer.seats')}
        columns={statusColumns(text)}
        rows={rows}
        rowId={({ id }) => id}
      />
    </Section>
  );
}

const billedColumns = (text: CustomerText): readonly TableColumn<Billing>[] => [
  {
    id: 'agreement',
    head: text('console-customer.column.agreement'),
    cell: (line) => <VendorText text={line.agreementName} />,
  },
  {
    id: 'product',
    head: text('console-customer.column.product'),
    cell: (line) => (
      <VendorText text={line.productIdentifier ?? text('console-customer.product', { id: line.productId })} />
    ),
  },
  {
    id: 'quantity',
    head: text('console-customer.column.quantity'),
    numeric: true,
    cell: ({ quantity }) => (quantity === null ? '–' : formatDecimal(quantity)),
  },
  {
    id: 'free',
    head: text('console-customer.column.included'),
    numeric: true,
    wideOnly: true,
    cell: ({ lessIncluded }) =>
      lessIncluded === null || signOf(lessIncluded) === 0 ? '' : formatDecimal(lessIncluded),
  },
  {
    id: 'price',
    head: text('console-customer.column.price'),
    numeric: true,
    cell: ({ unitPrice, currency }) => <Amount of={unitPrice} currency={currency} />,
  },
  {
    id: 'invoice',
    head: text('console-customer.column.next-invoice'),
    cell: (line) =>
      !line.live
        ? (line.notLiveReason?.message ?? text('console-customer.not-billed'))
        : line.nextInvoiceDate === null
          ? '–'
          : formatDay(line.nextInvoiceDate),
  },
];

export function Billed({
  lines,
  integrationId,
}: {
  readonly lines: readonly Billing[];
  readonly integrationId: string;
}) {
  const text = useCustomerTexts(integrationId);
  return (
    <Section
      title={text('console-customer.billed')}
      empty={text('console-customer.nothing-billed')}
      rows={lines}
    >
      <DataTable
        label={text('console-customer.billed')}
        columns={billedColumns(text)}
        rows={lines}
        rowId={({ agreementId, psaLineId }) => `${agreementId}/${psaLineId}`}
      />
    </Section>
  );
}

interface UserRow {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  readonly status: string;
  readonly holdsSeat: boolean;
}

const userColumns = (text: CustomerText): readonly TableColumn<UserRow>[] => [
  { id: 'user', head: text('console-customer.column.user'), cell: ({ user }) => <VendorText text={user} /> },
  {
    id: 'account',
    head: text('console-customer.column.account'),
    cell: ({ account }) => <VendorText text={account} />,
  },
  {
    id: 'status',
    head: text('console-customer.column.status'),
    cell: ({ status }) => <VendorText text={status} />,
  },
  {
    id: 'seat',
    head: text('console-customer.column.uses-seat'),
    cell: ({ holdsSeat }) => text(holdsSeat ? 'console-customer.yes' : 'console-customer.no'),
  },
];

/** More would make a page that no one prints. */
const shown = 1_000;

/** Who holds the seats; ids stand for names that are not kept. */
export function Users({
  accounts,
  namesKept,
}: {
  readonly accounts: readonly Account[];
  readonly namesKept: boolean;
}) {
  const text = useCustomerTexts();
  const rows = accounts.flatMap(({ accountId, name: account, holders }) =>
    holders.map(({ userId, name, status, holdsSeat }): UserRow => ({
      id: `${accountId}/${userId}`,
      account,
      user: name ?? userId,
      status,
      holdsSeat,
    })),
  );
  return (
    <Section title={text('console-customer.users')} empty={text('console-customer.no-users')} rows={rows}>
      {namesKept ? null : <p className="text-ink-2">{text('console-customer.names-not-stored')}</p>}
      <DataTable
        label={text('console-customer.users')}
        columns={userColumns(text)}
        rows={rows.slice(0, shown)}
        rowId={({ id }) => id}
      />
      {rows.length <= shown ? null : (
        <p className="text-table text-ink-2">
          {text('console-customer.rest', { shown, total: rows.length })}
        </p>
      )}
    </Section>
  );
}
