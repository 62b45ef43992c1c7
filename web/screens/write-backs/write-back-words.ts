import type { WriteBack } from '../../api/write-backs.ts';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';
import { namesDay } from '../usage-line/line-facts.ts';

/** The PSA's answer, or what is waited for, in one line. */
export function answerOf(line: WriteBack): string {
  const { state, waitsFor, cause, finishedAt, after, resolved, revertedBy } = line;
  const at = finishedAt === null ? '' : ` ${formatInstant(finishedAt)}`;
  if (resolved !== null) return `resolved by ${resolved.by.name ?? resolved.by.kind}: ${resolved.reason}`;
  if (revertedBy !== null) return 'taken back by a later change';
  switch (state) {
    case 'queued':
      return waitsFor === null ? 'to be sent' : `waits: ${waitsFor}`;
    case 'sending':
      return 'being sent';
    case 'unknown':
      return 'no clear answer: reading back before anything else';
    case 'confirmed':
      return `shows ${formatDecimal(after)}${at}`;
    case 'unchanged':
      return `showed ${formatDecimal(after)} already, nothing sent`;
    case 'stale':
    case 'conflict':
    case 'rejected':
    case 'canceled':
      return cause === null ? state : `${cause.title}. ${cause.detail}`;
  }
}

export const changeText = ({ before, after }: Pick<WriteBack, 'before' | 'after'>): string =>
  `${formatDecimal(before)} → ${formatDecimal(after)}`;

/** What taking a change back does. */
export function revertWords(
  { psaLineId, before, after, billingTarget, invoiceDate }: WriteBack,
  psa: string,
): string {
  const sets = `Sets line ${psaLineId} from ${formatDecimal(after)} back to ${formatDecimal(before)}`;
  const rules = 'It is a change of its own, under every rule.';
  return namesDay(billingTarget)
    ? `${sets}, from the first day of the next open period on. What is billed from ${formatDay(invoiceDate)} up to then stays: put that right in ${psa}. ${rules}`
    : `${sets}, on the invoice it landed on. ${rules}`;
}

export const decisionWords: Readonly<Record<WriteBack['decision'], string>> = {
  approve: 'approved',
  adjust: 'adjusted',
  revert: 'taken back',
  prove: 'proof of the right to write',
};
