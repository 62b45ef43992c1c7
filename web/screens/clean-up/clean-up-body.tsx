import { Link } from '../../components/router.tsx';
import { type Unused, UnusedReason } from '../../api/unused-seats.ts';
import { useWords } from '../../components/words.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { formatCount, formatMoney, plural } from '../../values/format.ts';
import { DataAge, Instant } from '../../components/instant.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { reasonWords } from './reason-words.ts';
import { totalNamed } from '../../context/measure-words.ts';

type Item = Unused['items'][number];
type User = NonNullable<Item['users']>[number] & { readonly customer: string };

/** More would make a page that nobody reads; the file has all. */
const shown = 500;

export function CleanUpBody({
  unused,
  integrationId,
}: {
  readonly unused: Unused;
  readonly integrationId: string;
}) {
  const { vendor } = useWords(integrationId);
  const { items, days, namesKept } = unused;
  const users = items.flatMap(({ label, company, users: its }) =>
    (its ?? []).map((user): User => ({ ...user, customer: company?.name ?? label })),
  );
  return (
    <>
      <Total unused={unused} />
      <p className="max-w-4xl text-ink-2">
        These seats count like any other until their users are deleted in {vendor}; then approve what falls.
        Users who were made less than two weeks ago are not judged, nor is what {vendor} does not tell.{' '}
        <Link to="/settings/privacy" className="text-accent underline print:hidden">
          {days} days without a login
        </Link>
      </p>
      <Section title="Customers" empty="Every seat is used, as far as it is known." rows={items}>
        <DataTable
          label="Customers"
          columns={customerColumns(integrationId, days)}
          rows={items.slice(0, shown)}
          rowId={({ usageLineId }) => usageLineId}
        />
        <Rest of={items.length} />
      </Section>
      {namesKept ? (
        <Section title="Users" empty="Nobody." rows={users}>
          <DataTable
            label="Users"
            columns={userColumns(days)}
            rows={users.slice(0, shown)}
            rowId={({ accountId, userId }) => `${accountId}/${userId}`}
          />
          <Rest of={users.length} />
        </Section>
      ) : (
        <p className="text-ink-2">Names of users are not kept, so nobody is named here: only counts.</p>
      )}
    </>
  );
}

function Total({ unused: { seats, cost } }: { readonly unused: Unused }) {
  return (
    <p className="text-section font-semibold tabular-nums">
      {plural(seats, 'unused seat')}, {totalNamed(cost)} a month
      {cost.unknown === 0 ? null : (
        <span className="text-base font-normal text-ink-2">
          {' '}
          and {plural(cost.unknown, 'customer')} whose cost is not known
        </span>
      )}
    </p>
  );
}

const Rest = ({ of }: { readonly of: number }) =>
  of <= shown ? null : (
    <p className="text-table text-ink-2">
      {formatCount(shown)} of {formatCount(of)} shown; the file has all.
    </p>
  );

const customerColumns = (integrationId: string, days: number): readonly TableColumn<Item>[] => [
  {
    id: 'customer',
    head: 'Customer',
    cell: ({ company, label }) => (
      <CustomerLink
        integrationId={integrationId}
        companyId={company?.id ?? null}
        name={company?.name ?? label}
      />
    ),
  },
  { id: 'unused', head: 'Unused', numeric: true, cell: ({ unused }) => formatCount(unused) },
  { id: 'counted', head: 'Of seats', numeric: true, cell: ({ counted }) => formatCount(counted) },
  {
    id: 'why',
    head: 'Why',
    cell: ({ byReason }) =>
      UnusedReason.options
        .filter((reason) => byReason[reason] !== undefined)
        .map((reason) => `${formatCount(byReason[reason])} ${reasonWords(reason, days)}`)
        .join(', '),
  },
  {
    id: 'cost',
    head: 'Per month',
    numeric: true,
    cell: ({ perMonth, currency }) => (perMonth === null ? 'not known' : formatMoney(perMonth, { currency })),
  },
  { id: 'read', head: 'Read', wideOnly: true, cell: ({ readAt }) => <DataAge at={readAt} words="" /> },
];

const userColumns = (days: number): readonly TableColumn<User>[] => [
  { id: 'customer', head: 'Customer', cell: ({ customer }) => <VendorText text={customer} /> },
  { id: 'user', head: 'User', cell: ({ name, userId }) => <VendorText text={name ?? userId} /> },
  { id: 'account', head: 'Account', wideOnly: true, cell: (user) => <VendorText text={user.accountName} /> },
  { id: 'status', head: 'Status', wideOnly: true, cell: ({ status }) => <VendorText text={status} /> },
  {
    id: 'why',
    head: 'Why',
    cell: ({ reason, since }) => (
      <>
        {reasonWords(reason, days)}
        {since === null ? null : (
          <span className="text-ink-2">
            , {reason === 'no-login' ? 'last' : 'made'} <Instant at={since} />
          </span>
        )}
      </>
    ),
  },
];
