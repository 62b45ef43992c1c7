import { Link, useParams } from '../../components/router.tsx';
import { notBilledYetFile, type ToCreate, useLinesToCreate } from '../../api/customers.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { usageLinePlace } from '../../components/report-places.ts';
import { useWords } from '../../components/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Amount, Figure } from '../../components/figure.tsx';
import { amount, totalsOf } from '../../values/figure.ts';
import { formatCount, formatDay, formatDecimal } from '../../values/format.ts';
import { filled, slot } from '../../components/texts.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { Leave, Section } from '../../components/report-layout.tsx';
import { tabSeparated } from '../../components/tab-separated.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { tableFiles } from '../../context/report-files.ts';
import { type NotBilledYetText, useNotBilledYetTexts } from './texts.ts';

type Item = ToCreate['items'][number];

/** What somebody adds in the PSA by hand; a line that it has at the next reading is on the list no more. */
export default function Screen() {
  const { id = '' } = useParams();
  const query = useLinesToCreate(id);
  const { data } = query;
  useShownVersion(data?.dataVersion, id);
  const words = useWords(id);
  const text = useNotBilledYetTexts(id);
  return (
    <Page
      title={text('console-not-billed-yet.title')}
      actions={
        <Leave files={tableFiles((format) => notBilledYetFile(id, format))}>
          {data === undefined ? null : (
            <CopyButton
              text={clipboardText(data, words.psaIds, text)}
              words={text('console-not-billed-yet.copy')}
            />
          )}
        </Leave>
      }
    >
      <QueryView query={query}>{(list) => <ToCreateBody list={list} integrationId={id} />}</QueryView>
    </Page>
  );
}

/** What can be added as it stands; what is to be looked at first is nobody's to copy. */
const toAdd = ({ items }: ToCreate): readonly Item[] => items.filter(({ advised }) => advised);

export const clipboardText = (list: ToCreate, psaIds: string, text: NotBilledYetText): string =>
  tabSeparated([
    [
      text('console-not-billed-yet.column.customer'),
      psaIds,
      text('console-not-billed-yet.column.product'),
      text('console-not-billed-yet.column.agreement'),
      text('console-not-billed-yet.column.quantity'),
      text('console-not-billed-yet.column.price-in', { currency: list.currency }),
    ],
    ...toAdd(list).map((item) => [
      item.company?.name ?? item.label,
      item.company?.id ?? null,
      item.productId,
      agreementText(item),
      item.quantity === null ? null : String(item.quantity),
      item.currency === list.currency ? item.unitPrice : amount(item.unitPrice, { currency: item.currency }),
    ]),
  ]);

const agreementText = ({ agreements }: Item): string => agreements.map(({ name }) => name).join(' or ');

export function ToCreateBody({
  list,
  integrationId,
}: {
  readonly list: ToCreate;
  readonly integrationId: string;
}) {
  const { psaIds } = useWords(integrationId);
  const text = useNotBilledYetTexts(integrationId);
  const lines = toAdd(list);
  const lookFirst = list.items.filter(({ advised }) => !advised);
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-4xl text-ink-2">{text('console-not-billed-yet.intro')}</p>
      <Section
        title={text('console-not-billed-yet.to-add')}
        empty={text('console-not-billed-yet.none')}
        rows={lines}
      >
        <DataTable
          label={text('console-not-billed-yet.to-add-label')}
          columns={[...columns(integrationId, psaIds, text), lineColumn(text)]}
          rows={lines}
          rowId={({ usageLineId }) => usageLineId}
        />
        <Sum items={lines} text={text} />
      </Section>
      {lookFirst.length === 0 ? null : (
        <Section title={text('console-not-billed-yet.check')} empty="" rows={lookFirst}>
          <DataTable
            label={text('console-not-billed-yet.check-label')}
            columns={[...columns(integrationId, psaIds, text), whyColumn(text), lineColumn(text)]}
            rows={lookFirst}
            rowId={({ usageLineId }) => usageLineId}
          />
        </Section>
      )}
      {list.toEnd.length === 0 ? null : (
        <Section title={text('console-not-billed-yet.to-end')} empty="" rows={list.toEnd}>
          <DataTable
            label={text('console-not-billed-yet.to-end-label')}
            columns={endColumns(integrationId, psaIds, text)}
            rows={list.toEnd}
            rowId={({ psaLineId }) => psaLineId}
          />
        </Section>
      )}
    </div>
  );
}

const endColumns = (
  integrationId: string,
  psaIds: string,
  text: NotBilledYetText,
): readonly TableColumn<ToCreate['toEnd'][number]>[] => [
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

function Sum({ items, text }: { readonly items: readonly Item[]; readonly text: NotBilledYetText }) {
  const totals = totalsOf(
    items,
    ({ perMonth }) => perMonth,
    (item) => item.currency,
  );
  return (
    <p className="tabular-nums">
      {filled(
        text('console-not-billed-yet.sum', { count: items.length, amount: slot(0) }),
        <Figure measure="notBilled" totals={totals} named perMonth />,
      )}
    </p>
  );
}

const columns = (
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
    id: 'month',
    head: text('console-not-billed-yet.column.money-about'),
    numeric: true,
    cell: ({ perMonth, currency }) => <Amount of={perMonth} currency={currency} />,
  },
];

const whyColumn = (text: NotBilledYetText): TableColumn<Item> => ({
  id: 'why',
  head: text('console-not-billed-yet.column.why'),
  cell: ({ reason }) => <VendorText text={reason.message} />,
});

const lineColumn = (text: NotBilledYetText): TableColumn<Pick<Item, 'usageLineId' | 'label'>> => ({
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
