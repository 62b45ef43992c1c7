import type { Sheet } from '../../api/customers.ts';
import { capital, useWords } from '../../components/words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { signOf } from '../../values/exact.ts';
import { formatCount, formatDay, formatDecimal, formatMoney } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';

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

const statusColumns: readonly TableColumn<StatusRow>[] = [
  { id: 'account', head: 'Account', cell: ({ account }) => <VendorText text={account} /> },
  { id: 'status', head: 'Status', cell: ({ status }) => <VendorText text={status} /> },
  { id: 'users', head: 'Users', numeric: true, cell: ({ users }) => formatCount(users) },
  { id: 'counts', head: 'Takes a seat', cell: ({ counts }) => (counts ? 'yes' : 'no') },
  {
    id: 'read',
    head: 'Read',
    wideOnly: true,
    cell: ({ readAt }) => (readAt === null ? '–' : <Instant at={readAt} />),
  },
];

export function Seats({ accounts }: { readonly accounts: readonly Account[] }) {
  const rows = statusRows(accounts);
  return (
    <Section title="Seats by status" empty="No complete count is known." rows={rows}>
      <DataTable label="Seats by status" columns={statusColumns} rows={rows} rowId={({ id }) => id} />
    </Section>
  );
}

const billedColumns = (agreement: string): readonly TableColumn<Billing>[] => [
  { id: 'agreement', head: agreement, cell: (line) => <VendorText text={line.agreementName} /> },
  {
    id: 'product',
    head: 'Product',
    cell: (line) => <VendorText text={line.productIdentifier ?? `product ${line.productId}`} />,
  },
  {
    id: 'quantity',
    head: 'Quantity',
    numeric: true,
    cell: ({ quantity }) => (quantity === null ? '–' : formatDecimal(quantity)),
  },
  {
    id: 'free',
    head: 'Of them free',
    numeric: true,
    wideOnly: true,
    cell: ({ lessIncluded }) =>
      lessIncluded === null || signOf(lessIncluded) === 0 ? '' : formatDecimal(lessIncluded),
  },
  {
    id: 'price',
    head: 'Unit price',
    numeric: true,
    cell: ({ unitPrice }) => (unitPrice === null ? '–' : formatMoney(unitPrice)),
  },
  {
    id: 'invoice',
    head: 'Next invoice',
    cell: (line) =>
      !line.live
        ? (line.notLiveReason ?? 'not billed')
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
  const { agreement } = useWords(integrationId);
  return (
    <Section title="Billed" empty="Nothing is billed for these seats." rows={lines}>
      <DataTable
        label="Billed"
        columns={billedColumns(capital(agreement))}
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

const userColumns: readonly TableColumn<UserRow>[] = [
  { id: 'user', head: 'User', cell: ({ user }) => <VendorText text={user} /> },
  { id: 'account', head: 'Account', cell: ({ account }) => <VendorText text={account} /> },
  { id: 'status', head: 'Status', cell: ({ status }) => <VendorText text={status} /> },
  { id: 'seat', head: 'Takes a seat', cell: ({ holdsSeat }) => (holdsSeat ? 'yes' : 'no') },
];

/** More would make a page that nobody prints. */
const shown = 1_000;

/** Who holds the seats; ids stand for names that are not kept. */
export function Users({
  accounts,
  namesKept,
}: {
  readonly accounts: readonly Account[];
  readonly namesKept: boolean;
}) {
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
    <Section title="Users" empty="Nobody holds a seat." rows={rows}>
      {namesKept ? null : <p className="text-ink-2">Names of users are not kept: their ids stand here.</p>}
      <DataTable label="Users" columns={userColumns} rows={rows.slice(0, shown)} rowId={({ id }) => id} />
      {rows.length <= shown ? null : (
        <p className="text-table text-ink-2">
          {formatCount(shown)} of {formatCount(rows.length)} shown; the file has all.
        </p>
      )}
    </Section>
  );
}
