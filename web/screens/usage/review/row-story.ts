import { kindWords } from '../../../components/kind-words.ts';
import type { UsageRow } from '../../../api/usage.ts';
import type { Words } from '../../../components/words.ts';
import { compareDecimals } from '../../../values/decimals.ts';
import { formatDay, formatInstant } from '../../../values/format.ts';
import { dayBefore } from '../../../values/month.ts';
import { decisionWords, flagWords } from './decision-words.ts';
import { canEnd, furtherText } from '../../usage-line/line-facts.ts';
import { type ReviewText, reviewTextsIn } from './texts.ts';

/** Where a line stands, as its row tells it: a state with its word, and what else is to know. */
export interface RowStory {
  /** Of the glyph. */
  readonly state: string;
  readonly words: string;
  /** Empty: the word says it all. */
  readonly more: string;
}

/**
 * The whole story of a line in one place, so that no cell contradicts another: what waits comes before what differs, what
 * holds it before what a person decided, and a line that nobody decided says its kind.
 */
export function storyOf(row: UsageRow, words: Words, month: string): RowStory {
  const { decision, decisionDetail, waiting, kind } = row;
  const kindName = kindWords(kind, words);
  const text = reviewTextsIn(words);
  if (waiting !== null)
    return { state: 'approved', words: decisionWords('approved'), more: waitingWords(row, waiting, text) };
  if (row.writeBack?.state === 'conflict')
    return {
      state: 'conflict',
      words: text('console-usage-review.write-conflict'),
      more: text('console-usage-review.conflict'),
    };
  if (row.notRead !== null && decision === 'open')
    return { state: kind, words: kindName, more: notReadWords(row, text) };
  const [flag] = row.flags;
  // What was dismissed asks for nothing, whatever stands next to it.
  if (flag !== undefined && decision === 'open')
    return { state: flag.flag, words: flagWords(flag.flag), more: `${kindName}: ${flag.reason.message}` };
  const decided = decisionDetail === null ? '' : decidedWords(decisionDetail, text);
  switch (decision) {
    case 'dismissed':
      return { state: decision, words: text('console-usage-review.dismissed-for', { month }), more: decided };
    case 'held':
      return { state: 'on-hold', words: decisionWords('held'), more: `${decided} · ${kindName}` };
    case 'proposed':
      return { state: decision, words: proposedWords(row, text), more: decided };
    case 'approved':
      return { state: decision, words: decisionWords('approved'), more: decided };
    case 'open':
      if (row.endsOn !== null)
        return {
          state: 'match',
          words: text('console-usage-review.waits.end', { day: formatDay(row.endsOn) }),
          more: kindName,
        };
      if (kind === 'match' && row.beginsOn !== null)
        return {
          state: kind,
          words: text('console-usage-review.begins', { day: formatDay(row.beginsOn) }),
          more: '',
        };
      if (kind === 'billed-twice' && row.beginsOn !== null)
        return {
          state: kind,
          words: text('console-usage-review.billed-twice-from', { day: formatDay(row.beginsOn) }),
          more: '',
        };
      if (kind === 'match') return { state: kind, words: billedWords(row, text) ?? kindName, more: '' };
      return {
        state: kind,
        words: kindName,
        more: row.needsTarget && kind !== 'choice' ? text('console-usage-review.choose-line') : '',
      };
  }
}

/** "Dana, Nov 29, 2:05 PM: asked the customer". */
function decidedWords({ by, at, reason }: NonNullable<UsageRow['decisionDetail']>, text: ReviewText): string {
  const known = { name: by.name ?? by.kind, when: formatInstant(at) };
  return reason === null || reason === ''
    ? text('console-usage-review.decided', known)
    : text('console-usage-review.decided-because', { ...known, reason });
}

/** The cause and how old the numbers are, each side with its time. */
function notReadWords({ notRead, vendorReadAt, psaReadAt }: UsageRow, text: ReviewText): string {
  const ages = [
    vendorReadAt === null
      ? null
      : text('console-usage-review.vendor-read', { when: formatInstant(vendorReadAt) }),
    psaReadAt === null ? null : text('console-usage-review.psa-read', { when: formatInstant(psaReadAt) }),
  ];
  return [notRead?.cause?.title ?? notRead?.reason.message, ...ages]
    .filter((part) => part != null)
    .join(' · ');
}

/** "Waiting for the Dec 1 invoice", and what differs beyond it. */
function waitingWords(row: UsageRow, waiting: NonNullable<UsageRow['waiting']>, text: ReviewText): string {
  const way = wayWords(row, waiting, text);
  const further = waiting.furtherVariance;
  return further === null || furtherText(row) === null
    ? way
    : text('console-usage-review.waits-further', { waiting: way, further });
}

/** "Waiting for the Dec 1 invoice": what is on its way. */
export function wayWords(
  row: UsageRow,
  { state, billingTarget, invoiceDate }: NonNullable<UsageRow['waiting']>,
  text: ReviewText,
): string {
  if (state === 'sending' || state === 'unknown') return text(`console-usage-review.waits.${state}`);
  if (row.kind === 'new') return text('console-usage-review.waits.create', { day: formatDay(invoiceDate) });
  if (canEnd(row)) return text('console-usage-review.waits.end', { day: formatDay(dayBefore(invoiceDate)) });
  return text(`console-usage-review.waits.${billingTarget}`, { day: formatDay(invoiceDate) });
}

function proposedWords({ target, psaQuantity, decisionDetail }: UsageRow, text: ReviewText): string {
  const before = target?.before ?? psaQuantity;
  const after = decisionDetail?.quantity ?? null;
  if (before === null || after === null) return decisionWords('proposed');
  return text('console-usage-review.proposed-change', { before, after });
}

/** "340 billed since Dec 1"; null: nothing that was approved here made it so. */
function billedWords(
  { writeBack, psaQuantity }: UsageRow,
  text: ReviewText,
  now: Date = new Date(),
): string | null {
  const since = writeBack?.billedFrom ?? null;
  if (writeBack === null || since === null || psaQuantity === null) return null;
  if (compareDecimals(writeBack.after, psaQuantity) !== 0) return null;
  const isAhead = since > now.toISOString().slice(0, since.length);
  return text(isAhead ? 'console-usage-review.bills-from' : 'console-usage-review.billed-since', {
    quantity: psaQuantity,
    day: formatDay(since),
  });
}
