import type { WriteBack } from '../../api/write-backs.ts';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';
import { namesDay } from '../usage-line/line-facts.ts';
import type { WriteBacksText } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** The PSA's response, or what is waited for, in one line. */
export function answerOf(line: WriteBack, text: WriteBacksText): string {
  const { state, waitsFor, cause, finishedAt, after, resolved, revertedBy } = line;
  if (resolved !== null)
    return text('console-write-backs.result.resolved', {
      who: resolved.by.name ?? resolved.by.kind,
      reason: resolved.reason,
    });
  if (revertedBy !== null) return text('console-write-backs.result.reverted');
  switch (state) {
    case 'queued':
      return waitsFor === null ? text('console-write-backs.result.to-be-sent') : waitsFor.message;
    case 'sending':
      return text('console-write-backs.result.sending');
    case 'unknown':
      return text('console-write-backs.result.checking');
    case 'confirmed':
      return finishedAt === null
        ? text('console-write-backs.result.shows-only', { quantity: formatDecimal(after) })
        : text('console-write-backs.result.shows', {
            quantity: formatDecimal(after),
            when: formatInstant(finishedAt),
          });
    case 'unchanged':
      return text('console-write-backs.result.unchanged', { quantity: formatDecimal(after) });
    case 'stale':
    case 'conflict':
    case 'rejected':
    case 'canceled':
      return cause === null
        ? stateText(`console-states.change.${state}`)
        : text('console-write-backs.result.cause', { title: cause.title, detail: cause.detail });
  }
}

export const changeText = ({ before, after }: Pick<WriteBack, 'before' | 'after'>): string =>
  `${formatDecimal(before)} → ${formatDecimal(after)}`;

/** What reverting a change does. */
export function revertText(
  { psaLineId, before, after, billingTarget, invoiceDate }: WriteBack,
  text: WriteBacksText,
): string {
  const sets = { line: psaLineId, from: formatDecimal(after), to: formatDecimal(before) };
  return namesDay(billingTarget)
    ? text('console-write-backs.revert.effect-by-day', { ...sets, day: formatDay(invoiceDate) })
    : text('console-write-backs.revert.effect', sets);
}
