import type { WriteBackLineInfo } from '../../api/write-backs.ts';
import { DefinitionList, type Definition } from '../../components/definition-list.tsx';
import { Instant } from '../../components/instant.tsx';
import { filled, slot } from '../../components/texts.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { amount } from '../../values/figure.ts';
import { formatDay, formatDecimal } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';

type Line = WriteBackLineInfo;
type Lists = NonNullable<Line['intents'][number]['lists']>;

/** What was approved of a line to be created, and by what it is found in the PSA. */
export function NewLineFacts({ line, text }: { readonly line: Line; readonly text: WriteBacksText }) {
  const { newLine, psaLineId, createdLineId, currency } = line;
  if (newLine === null) return null;
  const { unitPrice, catalogPrice, firstBilledDay, billingOption, taxable, invoiceText } = newLine;
  const priced = (price: string | null): string =>
    price === null ? text('console-write-backs.new-line.no-price') : amount(price, { currency });
  const optional = (term: string, value: string | null): readonly Definition[] =>
    value === null ? [] : [{ term, text: value }];
  const items: readonly Definition[] = [
    { term: text('console-write-backs.new-line.first-day'), text: formatDay(firstBilledDay) },
    {
      term: text('console-write-backs.new-line.price'),
      text:
        unitPrice === null
          ? text('console-write-backs.new-line.catalog-price', { price: priced(catalogPrice) })
          : text('console-write-backs.new-line.own-price', {
              price: priced(unitPrice),
              catalog: priced(catalogPrice),
            }),
    },
    ...optional(text('console-write-backs.new-line.billing-option'), billingOption),
    ...optional(
      text('console-write-backs.new-line.tax'),
      taxable === null ? null : text(`console-write-backs.new-line.${taxable ? 'taxable' : 'not-taxable'}`),
    ),
    ...optional(text('console-write-backs.new-line.invoice-text'), invoiceText),
    { term: text('console-write-backs.new-line.marker'), text: psaLineId },
    ...optional(text('console-write-backs.new-line.created'), createdLineId),
  ];
  return (
    <div className="rounded-control bg-sunken p-2 text-table">
      <DefinitionList items={items} />
    </div>
  );
}

/** What was listed to find a line that may have been created: both lists, for whoever decides the conflict. */
export function ListedLines({ line, text }: { readonly line: Line; readonly text: WriteBacksText }) {
  const lists = line.intents.flatMap((intent) => intent.lists ?? []);
  if (lists.length === 0) return null;
  return (
    <section aria-label={text('console-write-backs.lists')} className="flex flex-col gap-2">
      <p className="text-table">{text('console-write-backs.lists-why', { marker: line.psaLineId })}</p>
      {lists.map((list) => (
        <List key={list.readAt} list={list} marker={line.psaLineId} text={text} />
      ))}
    </section>
  );
}

function List({
  list: { readAt, lines },
  marker,
  text,
}: {
  readonly list: Lists[number];
  readonly marker: string;
  readonly text: WriteBacksText;
}) {
  return (
    <div className="rounded-card border border-line p-2 text-table">
      <p className="font-medium">
        {filled(
          text('console-write-backs.listed', { count: lines.length, when: slot(0) }),
          <Instant at={readAt} />,
        )}
      </p>
      <ul>
        {lines.map((one) => (
          <li key={one.id} className={one.marker === marker ? 'font-semibold' : ''}>
            <VendorText text={listedText(one, text)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "Line 9077: 15 SEAT-ESS, from Dec 1, ends Dec 31, marker SW-…". */
function listedText(
  {
    id,
    productId,
    productIdentifier,
    quantity,
    effectiveDate,
    cancelledDate,
    marker,
  }: Lists[number]['lines'][number],
  text: WriteBacksText,
): string {
  const facts = [
    text('console-write-backs.listed.line', {
      line: id,
      quantity: quantity === null ? '–' : formatDecimal(quantity),
      item: productIdentifier ?? productId,
    }),
    effectiveDate === null
      ? null
      : text('console-write-backs.listed.from', { day: formatDay(effectiveDate.slice(0, 10)) }),
    cancelledDate === null
      ? null
      : text('console-write-backs.listed.ends', { day: formatDay(cancelledDate.slice(0, 10)) }),
    marker === null ? null : text('console-write-backs.listed.marker', { marker }),
  ];
  return facts.filter((fact) => fact !== null).join(', ');
}
