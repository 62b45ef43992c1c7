import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { type Assigned, assignLines, useAssignees } from '../../../api/line-notes.ts';
import { useSession } from '../../../api/session.ts';
import { patchUsageRows, type UsageRow } from '../../../api/usage.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { type BulkText, useBulkTexts } from './texts.ts';

/** Assigns the selected lines; their notes stay. `closed`: why not. */
export function AssignMany({
  rows,
  closed,
}: {
  readonly rows: readonly UsageRow[];
  readonly closed: string | null;
}) {
  const [asking, setAsking] = useState(false);
  const text = useBulkTexts();
  return (
    <>
      <Button dense closed={closed !== null} onClick={() => setAsking(true)}>
        {text('console-usage-bulk.assign')}
      </Button>
      {asking ? <AssignDialog rows={rows} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function AssignDialog({
  rows,
  onClose,
}: {
  readonly rows: readonly UsageRow[];
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const { member } = useSession();
  const { key, renew } = useFormKey();
  const people = useAssignees().data?.items ?? [];
  const toast = useToast();
  const text = useBulkTexts();
  const [assignee, setAssignee] = useState(member.id);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const person = people.find(({ id }) => id === assignee) ?? null;
  const send = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const results = await assignLines(key, person?.id ?? null, rows);
      const by = { kind: 'member', id: member.id, name: member.name };
      patchUsageRows(client, (row) => assigned(row, results.get(row.id), person, by));
      const done = [...results.values()].filter(({ outcome }) => outcome === 'assigned').length;
      toast(outcomeWords(done, rows.length - done, person?.name ?? null, text));
      onClose();
    } catch (failure) {
      renew();
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal title={text('console-usage-bulk.assign-lines', { count: rows.length })} onClose={onClose}>
      <form className="flex flex-col gap-3" onSubmit={(event) => void send(event)}>
        <SelectField
          label={text('console-usage-bulk.assigned-to')}
          value={person?.id ?? ''}
          choices={[
            { value: '', words: text('console-usage-bulk.nobody') },
            ...people.map(({ id, name }) => ({ value: id, words: name })),
          ]}
          onChange={setAssignee}
        />
        {error === null ? null : <ErrorCard error={error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text('console-usage-bulk.cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {text('console-usage-bulk.assign-lines', { count: rows.length })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function outcomeWords(done: number, rejected: number, name: string | null, text: BulkText): string {
  const outcome =
    name === null
      ? text('console-usage-bulk.unassigned', { count: done })
      : text('console-usage-bulk.assigned', { count: done, name });
  return rejected === 0
    ? outcome
    : text('console-usage-bulk.changed-meanwhile', { outcome, count: rejected });
}

/** The row as it is now; text and day of its note stay. */
function assigned(
  row: UsageRow,
  result: Assigned | undefined,
  person: { readonly id: string; readonly name: string } | null,
  by: NonNullable<UsageRow['note']>['by'],
): UsageRow {
  if (result?.outcome !== 'assigned' || result.noteVersion === null) return row;
  const { text = null, until = null, isDue = false } = row.note ?? {};
  const note =
    text === null && person === null
      ? null
      : {
          text,
          until,
          isDue,
          assignee: person === null ? null : { ...person, status: 'active' as const },
          by,
          at: new Date().toISOString(),
        };
  return { ...row, note, noteVersion: result.noteVersion };
}
