import type { ReactNode } from 'react';
import { type LineCounts, type LineNeed } from '../../../api/usage.ts';
import { Figures } from '../../../components/figure.tsx';
import { oneByOne } from '../../../context/need-words.ts';
import { useWords } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { formatCount } from '../../../values/format.ts';
import { useAsOf } from '../../../components/use-as-of.ts';
import type { UsageAddressNow } from '../review/address.ts';
import type { TotalsQuery } from '../../usage-line/control-band.tsx';
import { needName } from '../review/decision-words.ts';
import { usePlaces, useRules } from '../review/review.tsx';
import { useListTexts } from './texts.ts';

/** What needs which decision and what it is worth a month, in one line; each is a filter. Held still like the table. */
export function SumsLine({
  counts,
  edition,
  address: { filters, change },
  totals,
}: {
  readonly counts: LineCounts | undefined;
  readonly edition: string;
  readonly address: UsageAddressNow;
  readonly totals: Pick<TotalsQuery, 'data'>;
}) {
  const { ask } = usePlaces();
  const { currency } = useRules();
  const words = useWords(filters.integration ?? undefined);
  const text = useListTexts();
  const shown = useAsOf(`${edition}|${counts?.dataVersion ?? ''}`, counts);
  if (shown === undefined) return <div className="h-8 shrink-0" />;
  const approved = shown.decision.find(({ value }) => value === 'approved');
  const doesNotClose = totals.data?.some(({ totals: { closes } }) => !closes) ?? false;
  return (
    <div
      role="group"
      aria-label={text('console-usage-list.totals', { currency })}
      className="flex min-h-8 shrink-0 items-start gap-2 text-table"
    >
      <span className="flex min-w-0 grow flex-wrap gap-x-0.5">
        {shown.need.map(({ value, lines, measures }) => {
          const need = value as LineNeed;
          const isChosen = filters.need.includes(need);
          return (
            <Sum
              key={need}
              words={needName(need, words)}
              lines={lines}
              perMonth={<Figures totals={measures} bare />}
              isChosen={isChosen}
              onPress={() =>
                change({
                  need: isChosen ? [] : [need],
                  toDecide: true,
                  ...(!isChosen && oneByOne.has(need) ? { begin: 'first' } : {}),
                })
              }
            />
          );
        })}
        {approved === undefined ? null : (
          <Sum
            words={text('console-usage-list.approved-waiting')}
            lines={approved.lines}
            perMonth={<Figures totals={approved.measures} bare />}
            isChosen={filters.decision.includes('approved')}
            onPress={() =>
              change({
                decision: filters.decision.includes('approved') ? [] : ['approved'],
                need: [],
                toDecide: false,
              })
            }
          />
        )}
      </span>
      <Button dense look="quiet" onClick={() => ask({ kind: 'sums' })}>
        {text(doesNotClose ? 'console-usage-list.unbalanced' : 'console-usage-list.control-totals')}
      </Button>
    </div>
  );
}

function Sum({
  words,
  lines,
  perMonth,
  isChosen,
  onPress,
}: {
  readonly words: string;
  readonly lines: number;
  readonly perMonth: ReactNode;
  readonly isChosen: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onPress}
      className={`inline-flex h-(--control-dense) shrink-0 items-center gap-1 rounded-control border px-1.5 text-label whitespace-nowrap ${isChosen ? 'border-accent bg-selected' : 'border-transparent hover:bg-hover'}`}
    >
      <span className="font-semibold tabular-nums">{formatCount(lines)}</span> {words}
      <span className="text-ink-2">{perMonth}</span>
    </button>
  );
}
