import { StickyNote, UserRound } from 'lucide-react';
import type { LineNote } from '../../../api/line-notes.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { formatDay } from '../../../values/format.ts';
import { reviewTextsIn } from '../review/texts.ts';

/** "Pat", "Pat (member disabled)". */
export const assigneeText = ({ name, status }: NonNullable<LineNote['assignee']>): string =>
  status === 'active' ? name : reviewTextsIn(null)(`console-usage-review.note.${status}`, { name });

/** "asked the customer · Pat · until Dec 4, 2026". */
export function noteText({ text, assignee, until, isDue }: LineNote): string {
  const day =
    until === null
      ? null
      : reviewTextsIn(null)(isDue ? 'console-usage-review.note.due' : 'console-usage-review.note.until', {
          day: formatDay(until),
        });
  return [text, assignee === null ? null : assigneeText(assignee), day]
    .filter((part) => part !== null)
    .join(' · ');
}

/** The assignee and a note mark next to a row's decision; the full note on hover. Renders nothing without a note. */
export function NoteCell({ row: { note } }: { readonly row: Pick<UsageRow, 'note'> }) {
  if (note === null) return null;
  const { assignee, isDue, text } = note;
  const isLate = isDue || (assignee !== null && assignee.status !== 'active');
  return (
    <span
      className={`inline-flex min-w-0 items-center gap-1 ${isLate ? 'text-warn' : 'text-ink-2'}`}
      title={noteText(note)}
    >
      {assignee === null ? (
        <StickyNote size={14} className="shrink-0" aria-hidden />
      ) : (
        <UserRound size={14} className="shrink-0" aria-hidden />
      )}
      <span className="sr-only">
        {reviewTextsIn(null)('console-usage-review.note', { note: noteText(note) })}
      </span>
      <span className="truncate" aria-hidden>
        {assignee?.name ?? text}
      </span>
    </span>
  );
}
