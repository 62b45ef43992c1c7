import type { WriteBack } from '../../api/write-backs.ts';
import { formatDay, formatDecimal, formatInstant } from '../../values/format.ts';
import type { WriteBacksText } from './texts.ts';
import { stateText } from '../../components/state-text.ts';

/** The PSA's response, or what is waited for, in one line. */
export function answerOf(line: WriteBack, text: WriteBacksText): string {
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
