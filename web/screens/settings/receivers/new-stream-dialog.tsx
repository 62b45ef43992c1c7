import { useId, useState } from 'react';
import { asApiError } from '../../../values/problem.ts';
import { useNewStream } from '../../../api/audit-streams.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { useFormKey } from '../../../components/use-form-key.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

const begins = ['now', 'first'] as const;

export function NewStreamDialog({ onClose }: { readonly onClose: () => void }) {
  const [url, setUrl] = useState('');
  const [ca, setCa] = useState('');
  const [begin, setBegin] = useState('now');
  const caId = useId();
  const { key, renew } = useFormKey();
  const add = useNewStream();
  const text = useTexts(consoleSettings);
  if (add.data !== undefined)
    return <Added secret={add.data.secret} kind={add.data.stream.kind} onClose={onClose} />;
  const problem = add.error === null ? null : asApiError(add.error);
  const fieldError = problem?.items.find(({ field }) => field === 'url')?.detail;
  const isLines = url.trim().startsWith('tls:');
  return (
    <Modal title={text('console-settings.add-stream')} onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (add.isPending) return;
          const body = {
            url,
            ca: isLines && ca.trim() !== '' ? ca : null,
            from: begin === 'first' ? 1 : null,
          };
          add.mutate(
            { body, key },
            { onError: (error) => (asApiError(error).status > 0 ? renew() : undefined) },
          );
        }}
      >
        <TextField
          label={text('console-settings.url')}
          hint={text('console-settings.stream-url-hint')}
          value={url}
          error={fieldError}
          onChange={setUrl}
        />
        {isLines ? (
          <div className="flex flex-col gap-1">
            <label htmlFor={caId} className="text-label font-medium">
              {text('console-settings.stream-ca')}
            </label>
            <textarea
              id={caId}
              rows={4}
              spellCheck={false}
              value={ca}
              onChange={(event) => setCa(event.target.value)}
              className="w-full rounded-control border border-edge bg-surface px-2.5 py-1.5 font-mono text-table"
            />
          </div>
        ) : null}
        <SelectField
          label={text('console-settings.stream-from')}
          value={begin}
          choices={begins.map((one) => ({ value: one, words: text(`console-settings.stream-from.${one}`) }))}
          onChange={setBegin}
        />
        {add.error === null || fieldError !== undefined ? null : <ErrorCard error={add.error} />}
        <Button type="submit" look="primary" busy={add.isPending} className="self-end">
          {text('console-settings.add-stream')}
        </Button>
      </form>
    </Modal>
  );
}

function Added({
  secret,
  kind,
  onClose,
}: {
  readonly secret: string | null;
  readonly kind: 'webhook' | 'lines';
  readonly onClose: () => void;
}) {
  const text = useTexts(consoleSettings);
  return (
    <Modal title={text('console-settings.stream-added')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        {secret === null ? (
          <p>
            {text(
              kind === 'lines' ? 'console-settings.stream-unsigned' : 'console-settings.secret-shown-before',
            )}
          </p>
        ) : (
          <>
            <OneTimeSecret label={text('console-settings.signing-secret')} secret={secret} />
            <p className="text-ink-2">{text('console-settings.stream-secret-use')}</p>
          </>
        )}
        <Button look="primary" className="self-end" onClick={onClose}>
          {text('console-settings.done')}
        </Button>
      </div>
    </Modal>
  );
}
