import { StickyNote, UserRound } from 'lucide-react';
import type { LineNote } from '../../../api/line-notes.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { formatDay } from '../../../values/format.ts';

/** Why somebody who is named cannot see to a line. */
const away = {
  active: null,
  disabled: 'may not sign in any more',
  'role-too-small': 'may decide nothing any more',
} as const;

/** "Pat", "Pat (may not sign in any more)". */
export const assigneeText = ({ name, status }: NonNullable<LineNote['assignee']>): string =>
  away[status] === null ? name : `${name} (${away[status]})`;

/** "asked the customer · Pat · until 4 Dec 2026". */
export const noteText = ({ text, assignee, until, isDue }: LineNote): string =>
  [
    text,
    assignee === null ? null : assigneeText(assignee),
    until === null ? null : `${isDue ? 'due' : 'until'} ${formatDay(until)}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');

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
      <span className="sr-only">Note: {noteText(note)}</span>
      <span className="truncate" aria-hidden>
        {assignee?.name ?? text}
      </span>
    </span>
  );
}
