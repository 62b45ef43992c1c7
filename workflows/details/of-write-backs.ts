import type { WriteBackStatus } from '../../contracts/temporal/messages.ts';
import { utcMinute } from '../../domain/calendar.ts';
import { causeLines, page, type Shown, textsFor, titled } from './markdown.ts';

/**
 * What operators read of an approval in the Temporal UI: what it waits for, what is blocked, what to press.
 * @param now of the workflow, in milliseconds.
 */
export function status(of: WriteBackStatus, shown: Shown, now: number): string {
  const text = textsFor(shown);
  const { open, due, blocked, nextCheckMs, awaitInvoice = 0, awaitOutcome = 0 } = of;
  if (open === 0) return page(shown, text('temporal.write-back.final'), text('temporal.no-action'));
  const states = [
    text('temporal.write-back.open', { open, due }),
    ...(awaitInvoice === 0 ? [] : [text('temporal.write-back.await-invoice', { count: awaitInvoice })]),
    ...(awaitOutcome === 0 ? [] : [text('temporal.write-back.await-outcome', { count: awaitOutcome })]),
  ];
  return page(
    shown,
    states.join(' '),
    ...(blocked === null
      ? []
      : [
          text('temporal.write-back.blocked', { cause: titled(blocked, shown) }),
          ...causeLines({ code: blocked, text: null }, shown),
        ]),
    nextCheckMs === null
      ? text('temporal.write-back.next-change')
      : text('temporal.write-back.next-check', { at: utcMinute(new Date(now + nextCheckMs)) }),
    text('temporal.write-back.no-action'),
    text('temporal.write-back.stop'),
  );
}
