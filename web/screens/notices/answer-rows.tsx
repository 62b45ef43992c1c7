import { useState } from 'react';
import { type RowAheadInfo, useAnswerFinding, useRowsAhead } from '../../api/audit-findings.ts';
import { useClosed } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextField } from '../../components/text-field.tsx';
import { filled, slot } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { useNoticesTexts } from './texts.ts';

/** Lets an administrator answer audit rows ahead of their time, one after the other; nothing where none is open. */
export function AnswerRows() {
  const closed = useClosed()('incident');
  return closed === null ? <OpenRows /> : null;
}

function OpenRows() {
  const text = useNoticesTexts();
  const open = useRowsAhead()?.filter(({ answer }) => answer === null) ?? [];
  const [isAsking, setAsking] = useState(false);
  const [row] = open;
  if (row === undefined) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{text('console-notices.answer')}</Button>
      {isAsking ? (
        <AnswerDialog key={row.seq} row={row} further={open.length - 1} onClose={() => setAsking(false)} />
      ) : null}
    </>
  );
}

function AnswerDialog({
  row,
  further,
  onClose,
}: {
  readonly row: RowAheadInfo;
  readonly further: number;
  readonly onClose: () => void;
}) {
  const text = useNoticesTexts();
  const toast = useToast();
  const answering = useAnswerFinding();
  const [reason, setReason] = useState('');
  const { seq, rowHash, action, actor, at } = row;
  const submit = (): void =>
    answering.mutate(
      { seq, rowHash, reason: reason.trim() },
      {
        onSuccess: () => {
          toast(text('console-notices.answer.done'));
          if (further === 0) onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={text('console-notices.answer.title', { row: seq })}
      confirm={text('console-notices.answer.confirm')}
      missing={reason.trim().length < 10 ? text('console-notices.answer.missing') : null}
      busy={answering.isPending}
      error={answering.error}
      onConfirm={submit}
      onClose={onClose}
    >
      <p>
        {filled(
          text('console-notices.answer.row', { action, actor: actor.name ?? actor.id, when: slot(0) }),
          <Instant at={at} />,
        )}
      </p>
      <p>{text('console-notices.answer.meaning')}</p>
      <p className="break-all text-label text-ink-3">
        {text('console-notices.answer.hash', { hash: rowHash })}
      </p>
      {further === 0 ? null : <p>{text('console-notices.answer.further', { count: further })}</p>}
      <TextField label={text('console-notices.answer.reason')} value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
