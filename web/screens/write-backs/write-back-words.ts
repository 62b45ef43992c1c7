import type { BillingTarget } from '../../../contracts/api/decisions.ts';
import type { WriteBack } from '../../api/write-backs.ts';
import { takesEffect } from '../../context/invoice-words.ts';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** The sync that sends a line which two have to agree on; null: it waits for none. */
export function awaitedSync(line: WriteBack, nextSyncAt: string | null): AwaitedSync | null {
  const { state, waitsFor } = line;
  if (state !== 'queued' || waitsFor?.code !== 'usage.waits.second-sync') return null;
  const { from } = waitsFor.params;
  if (typeof from !== 'string') return null;
  if (nextSyncAt === null) return { at: null, from };
  const at = new Date(nextSyncAt);
  // A sync that comes too early says nothing new.
  while (at < new Date(from)) at.setUTCDate(at.getUTCDate() + 1);
  return { at: at.toISOString(), from };
}

export interface AwaitedSync {
  /** When the daily sync that sends the line begins; null: none is due. */
  readonly at: string | null;
  /** A sync from then on sends it. */
  readonly from: string;
}

/** The PSA's response, or what is waited for, in one line. */
export function answerOf(line: WriteBack, text: WriteBacksText, nextSyncAt: string | null = null): string {
  const awaited = awaitedSync(line, nextSyncAt);
  if (awaited !== null && awaited.at !== null)
    return text('console-write-backs.result.next-sync', { when: formatInstant(awaited.at) });
  const { state, waitsFor, cause, resolved, revertedBy } = line;
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
      return confirmedText(line, text);
    case 'unchanged':
      return unchangedText(line, text);
    case 'stale':
    case 'conflict':
    case 'rejected':
    case 'canceled':
      return cause === null
        ? stateText(`console-states.change.${state}`)
        : text('console-write-backs.result.cause', { title: cause.title, detail: cause.detail });
  }
}

/** The same in a list: of a failure its title, whose details the panel has. */
export const rowAnswer = (line: WriteBack, text: WriteBacksText, nextSyncAt: string | null): string =>
  line.state === 'queued' || line.cause === null || line.resolved !== null || line.revertedBy !== null
    ? answerOf(line, text, nextSyncAt)
    : line.cause.title;

const targets: Readonly<Record<string, BillingTarget>> = {
  'usage.target.invoice': 'next-invoice',
  'usage.target.after-invoice': 'invoice-after',
  'usage.target.from-day': 'from-day',
};

/** "Jan 1 invoice", with a day as rows show it. */
export function targetText({ targetInvoice: { code, message, params } }: WriteBack): string {
  const target = targets[code];
  const { day } = params;
  return target === undefined || typeof day !== 'string' ? message : takesEffect(target, day);
}

/** "30 → 40", "New line: 15", "15, ends Dec 31". */
export function changeText(
  { change, before, after, lastBilledDay }: Pick<WriteBack, 'change' | 'before' | 'after' | 'lastBilledDay'>,
  text: WriteBacksText,
): string {
  const units = { before: formatDecimal(before), after: formatDecimal(after) };
  switch (change) {
    case 'create-line':
      return text('console-write-backs.change.create-line', units);
    case 'end-line':
      return text('console-write-backs.change.end-line', { ...units, day: dayText(lastBilledDay) });
    case 'reopen-line':
      return text('console-write-backs.change.reopen-line', units);
    case 'set-quantity':
      return text('console-write-backs.change', units);
  }
}

const dayText = (day: string | null): string => (day === null ? '–' : formatDay(day));

const shownLine = ({ createdLineId, psaLineId }: WriteBack): string => createdLineId ?? psaLineId;

function confirmedText(line: WriteBack, text: WriteBacksText): string {
  const { change, finishedAt, after, lastBilledDay } = line;
  switch (change) {
    case 'create-line':
      return finishedAt === null
        ? text('console-write-backs.result.created', { line: shownLine(line) })
        : text('console-write-backs.result.created-at', {
            line: shownLine(line),
            when: formatInstant(finishedAt),
          });
    case 'end-line':
      return text('console-write-backs.result.ends', { day: dayText(lastBilledDay) });
    case 'reopen-line':
      return text('console-write-backs.result.reopened', { day: dayText(lastBilledDay) });
    case 'set-quantity':
      return finishedAt === null
        ? text('console-write-backs.result.shows-only', { quantity: formatDecimal(after) })
        : text('console-write-backs.result.shows', {
            quantity: formatDecimal(after),
            when: formatInstant(finishedAt),
          });
  }
}

function unchangedText(line: WriteBack, text: WriteBacksText): string {
  const { change, after, lastBilledDay } = line;
  switch (change) {
    case 'create-line':
      return text('console-write-backs.result.already-created', { line: shownLine(line) });
    case 'end-line':
      return text('console-write-backs.result.already-ends', { day: dayText(lastBilledDay) });
    case 'reopen-line':
      return text('console-write-backs.result.already-reopened', { day: dayText(lastBilledDay) });
    case 'set-quantity':
      return text('console-write-backs.result.unchanged', { quantity: formatDecimal(after) });
  }
}

/** What reverting a change does. */
export function revertText(line: WriteBack, text: WriteBacksText): string {
  const { change, psaLineId, before, after, billsByDay, invoiceDate, lastBilledDay } = line;
  const byDay = billsByDay ? '-by-day' : '';
  if (change === 'create-line')
    return text(`console-write-backs.revert.effect-create${byDay}`, {
      line: shownLine(line),
      day: formatDay(invoiceDate),
    });
  if (change === 'end-line')
    return text(`console-write-backs.revert.effect-end${byDay}`, {
      line: psaLineId,
      day: dayText(lastBilledDay),
      quantity: formatDecimal(before),
    });
  const sets = { line: psaLineId, from: formatDecimal(after), to: formatDecimal(before) };
  return billsByDay
    ? text('console-write-backs.revert.effect-by-day', { ...sets, day: formatDay(invoiceDate) })
    : text('console-write-backs.revert.effect', sets);
}

/** On the button that reverts it. */
export function revertWord({ change, before }: WriteBack, text: WriteBacksText): string {
  if (change === 'create-line') return text('console-write-backs.revert.confirm-create');
  if (change === 'end-line') return text('console-write-backs.revert.confirm-end');
  return text('console-write-backs.revert.confirm', { quantity: formatDecimal(before) });
}

/** What a conflict is about, before it is resolved. */
export function conflictText(line: WriteBack, text: WriteBacksText): string {
  const { change, psaLineId, before, after, psaShows, lastBilledDay } = line;
  if (change === 'create-line')
    return text('console-write-backs.resolve.effect-create', {
      after: formatDecimal(after),
      marker: psaLineId,
    });
  if (change === 'end-line')
    return text('console-write-backs.resolve.effect-end', { line: psaLineId, day: dayText(lastBilledDay) });
  return text('console-write-backs.resolve.effect', {
    before: formatDecimal(before),
    after: formatDecimal(after),
    shown: psaShows === null ? text('console-write-backs.resolve.not-read') : formatDecimal(psaShows),
  });
}
