import { ChevronRight } from 'lucide-react';
import { Link, useNavigate } from '../../components/router.tsx';
import type { Month, MonthQuestion, MonthRow } from '../../api/month.ts';
import { useClosed } from '../../api/session.ts';
import { needWords } from '../../context/need-words.ts';
import { useWords, type Words } from '../../components/words.ts';
import { formatCount } from '../../values/format.ts';
import { Amount, Figures } from '../../components/figure.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { shortText } from '../../components/visible-text.ts';
import { actionWords, namesOf, notesOf, placeOf } from './need-row.ts';
import { NeedLine } from './need-line.tsx';
import { type MonthText, useMonthTexts } from './texts.ts';

const Retry = lazyPart<{ readonly month: Month }>(() => import('./retry.tsx'));

const BillingQuestion = lazyPart<{ readonly questions: readonly MonthQuestion[] }>(
  () => import('./billing-question.tsx'),
);

const Brought = lazyPart<{ readonly month: Month }>(() => import('./brought.tsx'));

/** Whether a person still has something to do this month; lines on hold do not count (RULES 8). */
export const needsAttention = ({ rows, questions }: Month): boolean =>
  questions.length > 0 || rows.some(isForAPerson);

const isForAPerson = ({ need }: MonthRow): boolean => need !== 'on-hold';

/** Each thing that needs a person once, with what it is worth; a press leads to where it is done. */
export function Needs({ month }: { readonly month: Month }) {
  const { lines, questions } = month;
  const rows = month.rows.filter(isForAPerson);
  const navigate = useNavigate();
  const words = useWords();
  const text = useMonthTexts();
  useShortcuts(
    month.rows.map((row) => ({
      keys: '',
      words: rowWords(row, words, text),
      group: text('console-month.title'),
      run: () => navigate(placeOf(row, month)),
    })),
  );
  return (
    <section aria-labelledby="needs" className="overflow-hidden rounded-card border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 bg-sunken px-4 py-1.5">
        <h2 id="needs" className="grow font-semibold">
          {text('console-month.needs')}{' '}
          <span className="font-normal text-ink-2 tabular-nums">
            {formatCount(lines.open - lines.onHold)}
          </span>
        </h2>
        <Matched lines={lines} />
        <Ready rows={rows} />
      </div>
      {needsAttention(month) ? (
        <ul className="divide-y divide-line">
          {questions.length === 0 ? null : <BillingQuestion questions={questions} />}
          {rows.map((row) => (
            <Row key={row.need} row={row} month={month} />
          ))}
        </ul>
      ) : (
        <>
          <p className="px-4 py-3 text-section">
            <StatusPill state="succeeded" words={text('console-month.nothing-needs')} inRow />
          </p>
          <Brought month={month} />
        </>
      )}
    </section>
  );
}

/** "Review each: 4 blocked by a check". */
const rowWords = ({ need, lines }: MonthRow, words: Words, text: MonthText): string =>
  text('console-month.need', {
    action: actionWords(need, text),
    count: lines,
    need: needWords(need, words),
  });

const summary = '/usage?need=increase,decrease&begin=approve';

/** Everything that can be approved, in one summary: decreases are selected there one at a time. */
function Ready({ rows }: Pick<Month, 'rows'>) {
  const closed = useClosed()('propose');
  const navigate = useNavigate();
  const lines = rows
    .filter(({ need }) => need === 'increase' || need === 'decrease')
    .reduce((sum, row) => sum + row.lines, 0);
  const isOffered = lines > 0 && closed === null;
  const text = useMonthTexts();
  const words = text('console-month.review', { count: lines });
  useShortcuts(
    isOffered ? [{ keys: '', words, group: text('console-month.title'), run: () => navigate(summary) }] : [],
  );
  return isOffered ? (
    <LinkButton dense look="primary" to={summary}>
      {words}
    </LinkButton>
  ) : null;
}

/** "33 of 58 matched", with a bar of the whole: matched, decided, open. */
function Matched({ lines: { total, matched, waiting, dismissed } }: Pick<Month, 'lines'>) {
  const text = useMonthTexts();
  const decided = waiting + dismissed;
  const share = (lines: number): string => `${total === 0 ? 0 : (lines / total) * 100}%`;
  return (
    <div className="flex items-center gap-3 text-table text-ink-2">
      <span className="tabular-nums">
        {decided === 0
          ? text('console-month.matched', { matched, total })
          : text('console-month.matched-decided', { matched, total, decided })}
      </span>
      <span aria-hidden className="flex h-1.5 w-28 overflow-hidden rounded-full bg-line">
        <span className="bg-ok-mark" style={{ width: share(matched) }} />
        <span className="bg-info-mark" style={{ width: share(decided) }} />
      </span>
    </div>
  );
}

function Row({ row, month }: { readonly row: MonthRow; readonly month: Month }) {
  const words = useWords();
  const text = useMonthTexts();
  const what = needWords(row.need, words);
  const names = namesOf(row);
  const notes = notesOf(row, text);
  return (
    <NeedLine
      count={row.lines}
      mark={<StatusPill state={row.need} words={what} inRow />}
      money={
        <Figures totals={row.measures} bare known none={row.unknown === 0 ? '' : <Amount of={null} />} />
      }
      notes={
        <>
          {notes.join(', ')}
          {names.map(({ usageLineId, label, cause }, nth) => (
            <span key={usageLineId}>
              {nth === 0 && notes.length === 0 ? '' : ' · '}
              <bdi>{shortText(label)}</bdi>
              {cause === null ? '' : `: ${cause.title}`}
            </span>
          ))}
        </>
      }
    >
      {row.need === 'not-read' ? <Retry month={month} /> : null}
      <Link
        to={placeOf(row, month)}
        aria-label={rowWords(row, words, text)}
        className="font-medium whitespace-nowrap text-accent after:absolute after:inset-0"
      >
        {actionWords(row.need, text)}
        <ChevronRight size={14} aria-hidden className="ml-0.5 inline align-[-2px]" />
      </Link>
    </NeedLine>
  );
}
