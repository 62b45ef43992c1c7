import type { WriteBackLineInfo } from '../../api/write-backs.ts';
import type { Words } from '../../components/words.ts';
import { DefinitionList, type Definition } from '../../components/definition-list.tsx';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';

type Evidence = WriteBackLineInfo['evidence'];

/** What was seen when approving, as it was bound, in words (RULES 6). */
export function SeenWhenApproving({
  evidence,
  words,
  text,
}: {
  readonly evidence: Evidence;
  readonly words: Words;
  readonly text: WriteBacksText;
}) {
  return (
    <details className="text-table">
      <summary className="w-fit cursor-pointer text-ink-2">{text('console-write-backs.seen')}</summary>
      <div className="mt-1 rounded-control bg-sunken p-2">
        <DefinitionList items={itemsOf(evidence, words, text)} />
      </div>
    </details>
  );
}

function itemsOf(
  { composed, period }: Evidence,
  { vendor, psa }: Words,
  text: WriteBacksText,
): readonly Definition[] {
  const { vendorQuantity, psaQuantity, accounts, lines, reason } = composed;
  const seatsText = (count: number): string => text('console-write-backs.seen.seats', { count });
  return [
    { term: vendor, text: vendorQuantity === null ? '–' : seatsText(vendorQuantity) },
    { term: psa, text: psaQuantity === null ? '–' : formatDecimal(psaQuantity) },
    { term: text('console-write-backs.seen.why'), text: reason.message },
    ...accounts.map(({ name, seats, readAt }) => {
      const found = seats === null ? text('console-write-backs.seen.no-count') : seatsText(seats);
      return {
        term: text('console-write-backs.seen.account'),
        text:
          readAt === null
            ? text('console-write-backs.seen.account-seats', { name, seats: found })
            : text('console-write-backs.seen.account-read', {
                name,
                seats: found,
                read: formatInstant(readAt),
              }),
      };
    }),
    ...lines.map((line) => ({
      term: text('console-write-backs.seen.line', { id: line.psaLineId }),
      text: lineText(line, text),
    })),
    ...(period === null
      ? []
      : [
          {
            term: text('console-write-backs.seen.invoice'),
            text:
              period.begins === null
                ? text('console-write-backs.seen.invoice-date', { day: formatDay(period.invoiceDate) })
                : text('console-write-backs.seen.invoice-period', {
                    day: formatDay(period.invoiceDate),
                    begins: formatDay(period.begins),
                    ends: formatDay(period.ends),
                  }),
          },
        ]),
  ];
}

function lineText(
  { agreementName, productIdentifier, quantity, live, readAt }: Evidence['composed']['lines'][number],
  text: WriteBacksText,
): string {
  const line = text(live ? 'console-write-backs.seen.on' : 'console-write-backs.seen.on-not-live', {
    productId: productIdentifier ?? text('console-write-backs.seen.no-product-id'),
    on: agreementName,
    quantity: quantity === null ? text('console-write-backs.seen.no-quantity') : formatDecimal(quantity),
  });
  return readAt === null
    ? line
    : text('console-write-backs.seen.with-read', { line, read: formatInstant(readAt) });
}
