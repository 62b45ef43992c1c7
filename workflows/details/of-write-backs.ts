import type { TemporalUiDetails } from '../../contracts/temporal/activities.ts';
import type { WriteBackStatus } from '../../contracts/temporal/messages.ts';
import { utcMinute } from '../../domain/calendar.ts';
import { causeLines, page, titled } from './markdown.ts';

/**
 * What operators read of an approval in the Temporal UI: what it waits for, what stands still, what to press.
 * @param now of the workflow, in milliseconds.
 */
export function status(of: WriteBackStatus, shown: TemporalUiDetails | null, now: number): string {
  if (of.open === 0) return page(shown, 'Every change has reached its end.', 'Press nothing.');
  return page(
    shown,
    `**${of.open}** open, ${of.due} due.${waitsFor(of)}`,
    ...(of.blocked === null
      ? []
      : [
          `Stands still: ${titled(of.blocked, shown)}`,
          ...causeLines({ code: of.blocked, text: null }, shown),
        ]),
    of.nextCheckMs === null
      ? 'It is looked at again when something changes.'
      : `It is looked at again at ${utcMinute(new Date(now + of.nextCheckMs))}, or when something changes. A look only reads.`,
    'Press nothing here to go on. **Reset** to the first workflow task makes it start over with what its rows have left, and what was sent is read back, not sent again. **Terminate** and **Request Cancellation** stop nothing: it is started again, after everything waiting was read once more.',
    'To stop it: cancel the change, pause the integration or turn off write-back in Seatwise.',
  );
}

function waitsFor({ awaitInvoice = 0, awaitOutcome = 0 }: WriteBackStatus): string {
  const invoice = awaitInvoice === 0 ? '' : ` ${awaitInvoice} for a later invoice in the PSA.`;
  const outcome = awaitOutcome === 0 ? '' : ` ${awaitOutcome} sent, to be read back.`;
  return `${invoice}${outcome}`;
}
