import { Link } from '../../components/router.tsx';
import type { ToCreate } from '../../api/customers.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import type { TableColumn } from '../../components/data-table.tsx';
import { Amount } from '../../components/figure.tsx';
import { formatCount, formatDay, formatDecimal } from '../../values/format.ts';
import { CustomerLink } from '../../components/place-links.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import type { NotBilledYetText } from './texts.ts';

export type Item = ToCreate['items'][number];
export type EndItem = ToCreate['toEnd'][number];

/** Of a suggested line its {agreement}; else those that it may belong to. */
export const agreementText = ({ agreements, suggestion }: Item): string =>
  suggestion?.agreementName ?? agreements.map(({ name }) => name).join(' or ');

export const endColumns = (
  integrationId: string,
  psaIds: string,
  text: NotBilledYetText,
): readonly TableColumn<EndItem>[] => [
  {
    id: 'customer',
    head: text('console-not-billed-yet.column.customer'),
    cell: ({ company, label }) => (
      <CustomerLink
        integrationId={integrationId}
        companyId={company?.id ?? null}
        name={company?.name ?? label}
      />
    ),
  },
  { id: 'id', head: psaIds, wideOnly: true, cell: ({ company }) => company?.id ?? '' },
  { id: 'psa-line', head: text('console-not-billed-yet.column.line'), cell: ({ psaLineId }) => psaLineId },
  {
    id: 'product',
    head: text('console-not-billed-yet.column.product'),
    cell: ({ productId }) =>
      productId === null ? text('console-not-billed-yet.unknown') : <VendorText text={productId} />,
  },
  {
    id: 'agreement',
    head: text('console-not-billed-yet.column.agreement'),
    cell: (item) => <VendorText text={item.agreement.name} />,
  },
  {
    id: 'quantity',
    head: text('console-not-billed-yet.column.quantity'),
    numeric: true,
    cell: ({ quantity }) =>
      quantity === null ? text('console-not-billed-yet.unknown') : formatDecimal(quantity),
  },
  {
    id: 'month',
    head: text('console-not-billed-yet.column.money'),
    numeric: true,
    cell: ({ perMonth, currency }) => <Amount of={perMonth} signed currency={currency} />,
  },
  {
    id: 'ends',
    head: text('console-not-billed-yet.column.ends'),
    cell: ({ ends }) => (ends === null ? text('console-not-billed-yet.not-yet') : formatDay(ends)),
  },
  lineColumn(text),
];

export const columns = (
  integrationId: string,
  psaIds: string,
  text: NotBilledYetText,
): readonly TableColumn<Item>[] => [
  {
    id: 'customer',
    head: text('console-not-billed-yet.column.customer'),
    cell: ({ company, label }) => (
      <CustomerLink
        integrationId={integrationId}
        companyId={company?.id ?? null}
        name={company?.name ?? label}
      />
    ),
  },
  { id: 'id', head: psaIds, wideOnly: true, cell: ({ company }) => company?.id ?? '' },
  {
    id: 'product',
    head: text('console-not-billed-yet.column.product'),
    cell: ({ productId }) =>
      productId === null ? text('console-not-billed-yet.unknown') : <VendorText text={productId} />,
  },
  {
    id: 'agreement',
    head: text('console-not-billed-yet.column.agreement'),
    cell: (item) =>
      item.agreements.length === 0 ? (
        text('console-not-billed-yet.no-agreement')
      ) : (
        <VendorText text={agreementText(item)} />
      ),
  },
  {
    id: 'quantity',
    head: text('console-not-billed-yet.column.quantity'),
    numeric: true,
    cell: ({ quantity, equation }) => (
      <>
        {formatCount(quantity)}
        {equation === null ? null : (
          <span className="block text-label text-ink-2">
            <VendorText text={equation} />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'price',
    head: text('console-not-billed-yet.column.price'),
    numeric: true,
    cell: ({ unitPrice, currency }) => <Amount of={unitPrice} currency={currency} />,
  },
  {
    id: 'from',
    head: text('console-not-billed-yet.column.from'),
    cell: ({ suggestion }) => (suggestion === null ? '–' : formatDay(suggestion.firstBilledDay)),
  },
  {
    id: 'month',
    head: text('console-not-billed-yet.column.money-about'),
    numeric: true,
    cell: ({ perMonth, currency }) => <Amount of={perMonth} currency={currency} />,
  },
];

export const whyColumn = (text: NotBilledYetText): TableColumn<Item> => ({
  id: 'why',
  head: text('console-not-billed-yet.column.why'),
  cell: ({ reason }) => <VendorText text={reason.message} />,
});

export const lineColumn = (text: NotBilledYetText): TableColumn<Pick<Item, 'usageLineId' | 'label'>> => ({
  id: 'line',
  head: <span className="sr-only">{text('console-not-billed-yet.column.usage-line')}</span>,
  cell: ({ usageLineId, label }) => (
    <Link
      to={usageLinePlace(usageLineId)}
      aria-label={text('console-not-billed-yet.open-of', { name: label })}
      className="text-accent underline print:hidden"
    >
      {text('console-not-billed-yet.open')}
    </Link>
  ),
});
