import type { WriteBackLineInfo } from '../../api/write-backs.ts';
import type { Words } from '../../components/words.ts';
import { DefinitionList, type Definition } from '../../components/definition-list.tsx';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';

type Evidence = WriteBackLineInfo['evidence'];

/** What was seen when approving, as it was bound, in words (RULES 6). */
export const SeenWhenApproving = ({
  evidence,
  words,
}: {
  readonly evidence: Evidence;
  readonly words: Words;
}) => (
  <details className="text-table">
    <summary className="w-fit cursor-pointer text-ink-2">Seen when approving</summary>
    <div className="mt-1 rounded-control bg-sunken p-2">
      <DefinitionList items={itemsOf(evidence, words)} />
    </div>
  </details>
);

function itemsOf({ composed, period }: Evidence, { vendor, psa }: Words): readonly Definition[] {
  const { vendorQuantity, psaQuantity, accounts, lines, reason } = composed;
  return [
    { term: vendor, text: vendorQuantity === null ? '–' : `${vendorQuantity} seats` },
    { term: psa, text: psaQuantity === null ? '–' : formatDecimal(psaQuantity) },
    { term: 'Why', text: reason },
    ...accounts.map(({ name, seats, readAt }) => ({
      term: 'Account',
      text: `${name}: ${seats === null ? 'no complete count' : `${seats} seats`}${readWhen(readAt)}`,
    })),
    ...lines.map(({ psaLineId, agreementName, productIdentifier, quantity, live, readAt }) => ({
      term: `Line ${psaLineId}`,
      text: `${productIdentifier ?? 'no Product ID'} on ${agreementName}: ${
        quantity === null ? 'no quantity' : formatDecimal(quantity)
      }${live ? '' : ', not live'}${readWhen(readAt)}`,
    })),
    ...(period === null
      ? []
      : [
          {
            term: 'Invoice',
            text: `of ${formatDay(period.invoiceDate)}${
              period.begins === null
                ? ''
                : `, covers ${formatDay(period.begins)} to before ${formatDay(period.ends)}`
            }`,
          },
        ]),
  ];
}

const readWhen = (at: string | null): string => (at === null ? '' : `, read ${formatInstant(at)}`);
