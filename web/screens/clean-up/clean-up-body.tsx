import { Link } from '../../components/router.tsx';
import { type Unused, UnusedReason } from '../../api/unused-seats.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Amount } from '../../components/figure.tsx';
import { sumText } from '../../values/figure.ts';
import { formatCount } from '../../values/format.ts';
import { DataAge, Instant } from '../../components/instant.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { reasonText } from './reason-text.ts';
import { type CleanUpText, useCleanUpTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

type Item = Unused['items'][number];
type User = NonNullable<Item['users']>[number] & { readonly customer: string };

/** More would make a page that no one reads; the file has all. */
const shown = 500;

export function CleanUpBody({
  unused,
  integrationId,
}: {
  readonly unused: Unused;
  readonly integrationId: string;
}) {
  const text = useCleanUpTexts(integrationId);
  const { items, days, namesKept } = unused;
  const users = items.flatMap(({ label, company, users: its }) =>
    (its ?? []).map((user): User => ({ ...user, customer: company?.name ?? label })),
  );
  return (
    <>
      <Total unused={unused} />
      <p className="max-w-4xl text-ink-2">
        {text('console-clean-up.intro')}{' '}
        <Link to="/settings/privacy" className="text-accent underline print:hidden">
          {text('console-clean-up.days', { days })}
        </Link>
      </p>
      <Section title={text('console-clean-up.customers')} empty={text('console-clean-up.none')} rows={items}>
        <DataTable
          label={text('console-clean-up.customers')}
          columns={customerColumns(integrationId, days, text)}
          rows={items.slice(0, shown)}
          rowId={({ usageLineId }) => usageLineId}
        />
        <Rest of={items.length} />
      </Section>
      {namesKept ? (
        <Section
          title={text('console-clean-up.users')}
          empty={text('console-clean-up.no-users')}
          rows={users}
        >
          <DataTable
            label={text('console-clean-up.users')}
            columns={userColumns(days, text)}
            rows={users.slice(0, shown)}
            rowId={({ accountId, userId }) => `${accountId}/${userId}`}
          />
          <Rest of={users.length} />
        </Section>
      ) : (
        <p className="text-ink-2">{text('console-clean-up.names-not-stored')}</p>
      )}
    </>
  );
}

function Total({ unused: { seats, cost } }: { readonly unused: Unused }) {
  const text = useCleanUpTexts();
  return (
    <p className="text-section font-semibold tabular-nums">
      {text('console-clean-up.total', { count: seats, cost: sumText(cost, { named: true, perMonth: true }) })}
    </p>
  );
}

function Rest({ of }: { readonly of: number }) {
  const text = useCleanUpTexts();
  return of <= shown ? null : (
    <p className="text-table text-ink-2">{text('console-clean-up.rest', { shown, total: of })}</p>
  );
}

const customerColumns = (
  integrationId: string,
  days: number,
  text: CleanUpText,
): readonly TableColumn<Item>[] => [
  {
    id: 'customer',
    head: text('console-clean-up.column.customer'),
    cell: ({ company, label }) => (
      <CustomerLink
        integrationId={integrationId}
        companyId={company?.id ?? null}
        name={company?.name ?? label}
      />
    ),
  },
  {
    id: 'unused',
    head: text('console-clean-up.column.unused'),
    numeric: true,
    cell: ({ unused }) => formatCount(unused),
  },
  {
    id: 'counted',
    head: text('console-clean-up.column.seats'),
    numeric: true,
    cell: ({ counted }) => formatCount(counted),
  },
  {
    id: 'why',
    head: text('console-clean-up.column.why'),
    cell: ({ byReason }) =>
      UnusedReason.options
        .filter((reason) => byReason[reason] !== undefined)
        .map((reason) =>
          text('console-clean-up.because', {
            count: byReason[reason] ?? 0,
            reason: reasonText(reason, days, text),
          }),
        )
        .join(', '),
  },
  {
    id: 'cost',
    head: text('console-clean-up.column.money'),
    numeric: true,
    cell: ({ perMonth, currency, rule }) => (
      <>
        <Amount of={perMonth} currency={currency} />
        {rule === null ? null : (
          <span className="block text-label text-ink-2">
            {filled(text('console-clean-up.rule', { rule: slot(0) }), <VendorText text={rule} />)}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'read',
    head: text('console-clean-up.column.read'),
    wideOnly: true,
    cell: ({ readAt }) => <DataAge at={readAt} words={slot(0)} />,
  },
];

const userColumns = (days: number, text: CleanUpText): readonly TableColumn<User>[] => [
  {
    id: 'customer',
    head: text('console-clean-up.column.customer'),
    cell: ({ customer }) => <VendorText text={customer} />,
  },
  {
    id: 'user',
    head: text('console-clean-up.column.user'),
    cell: ({ name, userId }) => <VendorText text={name ?? userId} />,
  },
  {
    id: 'account',
    head: text('console-clean-up.column.account'),
    wideOnly: true,
    cell: (user) => <VendorText text={user.accountName} />,
  },
  {
    id: 'status',
    head: text('console-clean-up.column.status'),
    wideOnly: true,
    cell: ({ status }) => <VendorText text={status} />,
  },
  {
    id: 'why',
    head: text('console-clean-up.column.why'),
    cell: ({ reason, since }) => (
      <>
        {reasonText(reason, days, text)}
        {since === null ? null : (
          <span className="text-ink-2">
            ,{' '}
            {filled(
              text(reason === 'no-login' ? 'console-clean-up.last' : 'console-clean-up.created', {
                when: slot(0),
              }),
              <Instant at={since} />,
            )}
          </span>
        )}
      </>
    ),
  },
];
