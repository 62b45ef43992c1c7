import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { putNote, useAssignees } from '../../../api/line-notes.ts';
import { asApiError } from '../../../values/problem.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Instant } from '../../../components/instant.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { assigneeText, noteText } from '../list/note-cell.tsx';
import { usePanelTexts } from './texts.ts';

/** The note and the assignee of a line. They decide nothing and are kept from month to month. */
export function NotePart({
  row,
  closed,
  onWritten,
}: {
  readonly row: Pick<UsageRow, 'id' | 'note' | 'noteVersion'>;
  /** Null: it may be written. Else the sentence why not. */
  readonly closed: string | null;
  readonly onWritten: () => void;
}) {
  const [editing, setEditing] = useState(false);
  const text = usePanelTexts();
  const { note } = row;
  return (
    <section
      aria-label={text('console-usage-panel.note')}
      className="flex flex-col gap-2 rounded-card bg-sunken p-3 text-table"
    >
      {editing ? (
        <NoteEditor
          row={row}
          onDone={() => {
            setEditing(false);
            onWritten();
          }}
          onClose={() => setEditing(false)}
        />
      ) : (
        <div className="flex items-start gap-3">
          {note === null ? (
            <p className="grow text-ink-3">{text('console-usage-panel.note.none')}</p>
          ) : (
            <p className="min-w-0 grow">
              <VendorText text={noteText(note)} />{' '}
              <span className="block text-label text-ink-3">
                <VendorText text={note.by.name ?? note.by.kind} /> <Instant at={note.at} />
              </span>
            </p>
          )}
          <ButtonWithReason dense reason={closed} onClick={() => setEditing(true)}>
            {note === null ? text('console-usage-panel.note.add') : text('console-usage-panel.note.edit')}
          </ButtonWithReason>
        </div>
      )}
    </section>
  );
}

function NoteEditor({
  row: { id, note, noteVersion },
  onDone,
  onClose,
}: {
  readonly row: Pick<UsageRow, 'id' | 'note' | 'noteVersion'>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const people = useAssignees();
  const say = usePanelTexts();
  const unassigned = { value: '', words: say('console-usage-panel.note.unassigned') };
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const [text, setText] = useState(note?.text ?? '');
  const [assignee, setAssignee] = useState(note?.assignee?.id ?? '');
  const [until, setUntil] = useState(note?.until ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const listed = (people.data?.items ?? []).map(({ id: value, name }) => ({ value, words: name }));
  const former =
    note?.assignee == null || listed.some(({ value }) => value === note.assignee?.id)
      ? []
      : [{ value: note.assignee.id, words: assigneeText(note.assignee) }];
  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await putNote(id, {
        noteVersion,
        text: text.trim() === '' ? null : text.trim(),
        assignee: assignee === '' ? null : assignee,
        until: until === '' ? null : until,
      });
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form className="flex flex-col gap-2" onSubmit={(event) => void save(event)}>
      <TextField
        ref={field}
        label={say('console-usage-panel.note')}
        value={text}
        onChange={(typed) => setText(typed.slice(0, 500))}
      />
      <div className="flex flex-wrap items-start gap-4">
        <SelectField
          label={say('console-usage-panel.note.assigned-to')}
          value={assignee}
          choices={[unassigned, ...former, ...listed]}
          onChange={setAssignee}
        />
        <TextField
          label={say('console-usage-panel.note.until')}
          type="date"
          value={until}
          onChange={setUntil}
        />
      </div>
      {error === null ? null : (
        <ErrorCard error={error} {...(asApiError(error).code === 'NoteChanged' ? { onRetry: onDone } : {})} />
      )}
      <div className="flex justify-end gap-2">
        <Button dense onClick={onClose}>
          {say('console-usage-panel.cancel')}
        </Button>
        <Button dense type="submit" look="primary" busy={busy}>
          {say('console-usage-panel.note.save')}
        </Button>
      </div>
    </form>
  );
}
