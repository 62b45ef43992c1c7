import { Link, useParams } from '../../components/router.tsx';
import { notBilledYetFile, type ToCreate, useLinesToCreate } from '../../api/customers.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { usageLinePlace } from '../../components/report-places.ts';
import { capital, useWords, type Words } from '../../components/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { sumDecimals } from '../../values/exact.ts';
import { formatCount, formatDay, formatDecimal, formatMoney, plural } from '../../values/format.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { CustomerLink } from '../../components/place-links.tsx';
import { Leave, Section } from '../../components/report-layout.tsx';
import { tabSeparated } from '../../components/tab-separated.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { tableFiles } from '../../context/report-files.ts';

type Item = ToCreate['items'][number];

/** What somebody adds in the PSA by hand; a line that it has at the next reading is on the list no more. */
export default function Screen() {
  const { id = '' } = useParams();
  const query = useLinesToCreate(id);
  const { data } = query;
  useShownVersion(data?.dataVersion, id);
  const words = useWords(id);
  return (
    <Page
      title={`Not billed yet: list for ${words.psa}`}
      actions={
        <Leave files={tableFiles((format) => notBilledYetFile(id, format))}>
          {data === undefined ? null : <CopyButton text={clipboardText(data, words)} words="Copy" />}
        </Leave>
      }
    >
      <QueryView query={query}>{(list) => <ToCreateBody list={list} integrationId={id} />}</QueryView>
    </Page>
  );
}

/** What can be added as it stands; what is to be looked at first is nobody's to copy. */
const toAdd = ({ items }: ToCreate): readonly Item[] => items.filter(({ advised }) => advised);

export const clipboardText = (list: ToCreate, { agreement, psaIds }: Words): string =>
  tabSeparated([
    ['Customer', psaIds, 'Product', capital(agreement), 'Quantity', `Unit price, ${list.currency}`],
    ...toAdd(list).map((item) => [
      item.company?.name ?? item.label,
      item.company?.id ?? null,
      item.productId,
      agreementText(item),
      item.quantity === null ? null : String(item.quantity),
      item.unitPrice,
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
  const words = useWords(integrationId);
  const lines = toAdd(list);
  const lookFirst = list.items.filter(({ advised }) => !advised);
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-4xl text-ink-2">
        Seats of mapped customers that no {words.psa} line bills. Add these lines there; each leaves this list
        by itself once a reading finds its line. A duplicate that is to be ended leaves it once it has ended.
      </p>
      <Section title="To add" empty="Every mapped customer has its line." rows={lines}>
        <DataTable
          label="Lines to add"
          columns={[...columns(integrationId, words), line]}
          rows={lines}
          rowId={({ usageLineId }) => usageLineId}
        />
        <Sum items={lines} currency={list.currency} />
      </Section>
      {lookFirst.length === 0 ? null : (
        <Section title="Look first: a line could bill twice" empty="" rows={lookFirst}>
          <DataTable
            label="Look first"
            columns={[...columns(integrationId, words), why, line]}
            rows={lookFirst}
            rowId={({ usageLineId }) => usageLineId}
          />
        </Section>
      )}
      {list.toEnd.length === 0 ? null : (
        <Section title="To end: billed twice" empty="" rows={list.toEnd}>
          <DataTable
            label="Lines to end"
            columns={endColumns(integrationId, words)}
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
  { agreement, psaIds }: Words,
): readonly TableColumn<ToCreate['toEnd'][number]>[] => [
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
  { id: 'id', head: psaIds, wideOnly: true, cell: ({ company }) => company?.id ?? '' },
  { id: 'psa-line', head: 'Line', cell: ({ psaLineId }) => psaLineId },
  {
    id: 'product',
    head: 'Product',
    cell: ({ productId }) => (productId === null ? 'not known' : <VendorText text={productId} />),
  },
  {
    id: 'agreement',
    head: capital(agreement),
    cell: (item) => <VendorText text={item.agreement.name} />,
  },
  {
    id: 'quantity',
    head: 'Quantity',
    numeric: true,
    cell: ({ quantity }) => (quantity === null ? 'not known' : formatDecimal(quantity)),
  },
  {
    id: 'month',
    head: 'Per month',
    numeric: true,
    cell: ({ perMonth }) => (perMonth === null ? 'not known' : formatMoney(perMonth, { signed: true })),
  },
  {
    id: 'ends',
    head: 'Ends',
    cell: ({ ends }) => (ends === null ? 'not yet' : formatDay(ends)),
  },
  line,
];

function Sum({ items, currency }: { readonly items: readonly Item[]; readonly currency: string }) {
  const known = items.flatMap(({ perMonth }) => (perMonth === null ? [] : [perMonth]));
  const unknown = items.length - known.length;
  return (
    <p className="tabular-nums">
      {plural(items.length, 'line')}, about {formatMoney(sumDecimals(known))} {currency} a month
      {unknown === 0 ? '' : `, ${plural(unknown, 'line')} of unknown worth`}
    </p>
  );
}

const columns = (integrationId: string, { agreement, psaIds }: Words): readonly TableColumn<Item>[] => [
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
  { id: 'id', head: psaIds, wideOnly: true, cell: ({ company }) => company?.id ?? '' },
  {
    id: 'product',
    head: 'Product',
    cell: ({ productId }) => (productId === null ? 'not known' : <VendorText text={productId} />),
  },
  {
    id: 'agreement',
    head: capital(agreement),
    cell: (item) => (item.agreements.length === 0 ? 'none yet' : <VendorText text={agreementText(item)} />),
  },
  { id: 'quantity', head: 'Quantity', numeric: true, cell: ({ quantity }) => formatCount(quantity) },
  {
    id: 'price',
    head: 'Unit price',
    numeric: true,
    cell: ({ unitPrice, currency }) =>
      unitPrice === null ? 'not known' : formatMoney(unitPrice, { currency }),
  },
  {
    id: 'month',
    head: 'Per month, about',
    numeric: true,
    cell: ({ perMonth, currency }) => (perMonth === null ? 'not known' : formatMoney(perMonth, { currency })),
  },
];

const why: TableColumn<Item> = { id: 'why', head: 'Why', cell: ({ reason }) => <VendorText text={reason} /> };

const line: TableColumn<Pick<Item, 'usageLineId' | 'label'>> = {
  id: 'line',
  head: <span className="sr-only">Usage line</span>,
  cell: ({ usageLineId, label }) => (
    <Link
      to={usageLinePlace(usageLineId)}
      aria-label={`Open the line of ${label}`}
      className="text-accent underline print:hidden"
    >
      Open
    </Link>
  ),
};
