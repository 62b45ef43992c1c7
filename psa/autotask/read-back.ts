import { message } from '../../messages/message.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../../domain/calendar.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import { decimal } from '../../domain/quantity.ts';
import type { LineRef, PsaResult, WriteOutcome } from '../port.ts';
import { hasUnits } from './service-line.ts';
import type { ReadLimits } from '../read-limits.ts';
import { unknown } from '../write-trouble.ts';
import { type Adjustment, rowsAround, type WritePath } from './write-path.ts';
import { psaFailure } from './failures.ts';
import { rowInForce } from './units.ts';

/** Reads the line until it shows the units; one that does not in time may still do so. */
export async function readBack(
  path: WritePath,
  adjustment: Adjustment,
  signal: AbortSignal | undefined,
): Promise<WriteOutcome> {
  const { readBackTimes, retryFirstMs } = path.calls.settings;
  const { after, day } = adjustment;
  let shown: string | null = null;
  for (let nth = 1; nth <= readBackTimes; nth += 1) {
    const read = await shownNow(path, adjustment, path.limits(signal)).catch(() =>
      psaFailure('PsaTimeout', message('psas.no-answer.aborted')),
    );
    if (!read.ok) return unknown(read);
    const line = read.value;
    if (line?.quantity != null && decimal(line.quantity).equals(after))
      return { kind: 'accepted', line, document: null };
    shown = line?.quantity ?? shown;
    if (nth < readBackTimes) await sleep(retryFirstMs * nth);
  }
  return unknown(
    psaFailure(
      'PsaAnswerUnreadable',
      shown === null
        ? message('autotask.after-write.shows-nothing', { day, sent: after })
        : message('autotask.after-write.shows', { day, shown, sent: after }),
    ),
  );
}

/** The line with its units on the day of the change; where it was read right before, its rows alone are read. Null: it is not there. */
async function shownNow(
  path: WritePath,
  adjustment: Adjustment,
  limits: ReadLimits,
): Promise<PsaResult<PsaLine | null>> {
  const { ref, day } = adjustment;
  const read =
    path.read === null ? await lineNow(path, ref, limits) : { ok: true as const, value: path.read.line };
  if (!read.ok) return read;
  if (read.value === null) return { ok: true, value: null };
  const rows = await rowsAround(path, adjustment, limits, null);
  if (!rows.ok) return rows;
  const inForce = rowInForce(rows.value, day);
  const line: PsaLine = { ...read.value, quantity: inForce?.units ?? null };
  const isFirst = hasUnits(inForce) && !hasUnits(rowInForce(rows.value, addDays(day, -1)));
  return { ok: true, value: line.marker !== undefined && isFirst ? { ...line, effectiveDate: day } : line };
}

async function lineNow(
  { books }: WritePath,
  ref: LineRef,
  limits: ReadLimits,
): Promise<PsaResult<PsaLine | null>> {
  const book = await books.some({ companyIds: [], contractIds: [ref.agreementId] }, limits);
  if (!book.ok) return book;
  return { ok: true, value: book.value.lines(ref.agreementId)?.find(({ id }) => id === ref.lineId) ?? null };
}
