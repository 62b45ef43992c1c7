import { kindWords } from '../../../components/kind-words.ts';
import type { UsageRow } from '../../../api/usage.ts';
import type { Words } from '../../../components/words.ts';
import { compareDecimals } from '../../../values/exact.ts';
import { formatDay, formatDecimal, formatInstant } from '../../../values/format.ts';
import { decisionWords, flagWords } from './decision-words.ts';
import { furtherText } from '../../usage-line/line-facts.ts';

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
  if (waiting !== null) return { state: 'approved', words: 'Approved', more: waitingWords(row, waiting) };
  if (row.writeBack?.state === 'conflict')
    return {
      state: 'conflict',
      words: 'Write conflict',
      more: `${words.psa} shows a third value: resolve it`,
    };
  if (row.notRead !== null && decision === 'open')
    return { state: kind, words: kindName, more: notReadWords(row, words) };
  const [flag] = row.flags;
  // What was dismissed asks for nothing, whatever stands beside it.
  if (flag !== undefined && decision === 'open')
    return { state: flag.flag, words: flagWords[flag.flag], more: `${kindName}: ${flag.reason.message}` };
  const decided = decisionDetail === null ? '' : decidedWords(decisionDetail);
  switch (decision) {
    case 'dismissed':
      return { state: decision, words: `Dismissed for ${month}`, more: decided };
    case 'held':
      return { state: 'on-hold', words: decisionWords.held, more: `${decided} · ${kindName}` };
    case 'proposed':
      return { state: decision, words: proposedWords(row), more: decided };
    case 'approved':
      return { state: decision, words: decisionWords.approved, more: decided };
    case 'open':
      if (kind === 'match') return { state: kind, words: billedWords(row) ?? kindName, more: '' };
      return {
        state: kind,
        words: kindName,
        more: row.needsTarget && kind !== 'choice' ? 'which line changes?' : '',
      };
  }
}

/** "Dana, 29 Nov 14:05: asked the customer". */
function decidedWords({ by, at, reason }: NonNullable<UsageRow['decisionDetail']>): string {
  const who = `${by.name ?? by.kind}, ${formatInstant(at)}`;
  return reason === null || reason === '' ? who : `${who}: ${reason}`;
}

/** The cause and how old the numbers are, each side with its time. */
export function notReadWords({ notRead, vendorReadAt, psaReadAt }: UsageRow, { vendor, psa }: Words): string {
  const ages = [
    vendorReadAt === null ? null : `${vendor} read ${formatInstant(vendorReadAt)}`,
    psaReadAt === null ? null : `${psa} read ${formatInstant(psaReadAt)}`,
  ];
  return [notRead?.cause?.title ?? notRead?.reason.message, ...ages]
    .filter((part) => part != null)
    .join(' · ');
}

/** "waits for the invoice of 1 Dec", and what differs beyond it. */
function waitingWords(row: UsageRow, waiting: NonNullable<UsageRow['waiting']>): string {
  const further = furtherText(row);
  return `${wayWords(waiting)}${further === null ? '' : `; ${further} more is not decided`}`;
}

/** "waits for the invoice of 1 Dec": what is on its way. */
export function wayWords({ state, billingTarget, invoiceDate }: NonNullable<UsageRow['waiting']>): string {
  if (state === 'sending') return 'is being sent';
  if (state === 'unknown') return 'was sent without an answer: it is read back';
  const day = formatDay(invoiceDate);
  switch (billingTarget) {
    case 'next-invoice':
      return `waits for the invoice of ${day}`;
    case 'invoice-after':
      return `waits until the invoice of ${day} is made`;
    case 'next-period':
    case 'from-day':
      return `waits to be sent, from ${day} on`;
  }
}

function proposedWords({ target, psaQuantity, decisionDetail }: UsageRow): string {
  const before = target?.before ?? psaQuantity;
  const after = decisionDetail?.quantity ?? null;
  if (before === null || after === null) return decisionWords.proposed;
  return `${decisionWords.proposed} ${formatDecimal(before)} → ${formatDecimal(after)}`;
}

/** "Billed 340 since 1 Dec"; null: nothing that was approved here made it so. */
function billedWords({ writeBack, psaQuantity }: UsageRow, now: Date = new Date()): string | null {
  const since = writeBack?.billedFrom ?? null;
  if (writeBack === null || since === null || psaQuantity === null) return null;
  if (compareDecimals(writeBack.after, psaQuantity) !== 0) return null;
  const isAhead = since > now.toISOString().slice(0, since.length);
  const quantity = formatDecimal(psaQuantity);
  return isAhead
    ? `Bills ${quantity} from the invoice of ${formatDay(since)}`
    : `Billed ${quantity} since ${formatDay(since)}`;
}
