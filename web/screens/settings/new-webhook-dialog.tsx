import { useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import { useNewWebhook, type WebhookInfo } from '../../api/webhooks.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { ShownOnce } from './shown-once.tsx';
import { minimumWords } from './webhook-words.ts';

const minimums = Object.entries(minimumWords).map(([value, words]) => ({ value, words }));

const moments: Readonly<Record<string, WebhookInfo['events']>> = {
  both: ['notice.opened', 'notice.closed'],
  opened: ['notice.opened'],
  checkpoints: ['audit.checkpoint'],
};
const momentChoices = [
  { value: 'both', words: 'When they open and close' },
  { value: 'opened', words: 'When they open' },
  { value: 'checkpoints', words: 'No notices, but each checkpoint of the audit' },
] as const;

const isMinimum = (text: string): text is WebhookInfo['minimum'] => text in minimumWords;

export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const [url, setUrl] = useState('');
  const [minimum, setMinimum] = useState<WebhookInfo['minimum']>('warning');
  const [moment, setMoment] = useState('both');
  const { key, renew } = useFormKey();
  const add = useNewWebhook();
  if (add.data !== undefined) {
    return (
      <Modal title="Webhook added" onClose={onClose}>
        <div className="flex flex-col gap-4">
          {add.data.secret === null ? (
            <p>The secret was shown before. Rotate it for another.</p>
          ) : (
            <ShownOnce label="Signing secret" secret={add.data.secret} />
          )}
          <p className="text-ink-2">The receiver checks each message with it. Then send a test.</p>
          <Button look="primary" className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  }
  const problem = add.error === null ? null : asApiError(add.error);
  const fieldError = problem?.items.find(({ field }) => field === 'url')?.detail;
  return (
    <Modal title="Add webhook" onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (add.isPending) return;
          add.mutate(
            { body: { url, minimum, events: [...(moments[moment] ?? [])] }, key },
            { onError: (error) => (asApiError(error).status > 0 ? renew() : undefined) },
          );
        }}
      >
        <TextField
          label="Address"
          hint="https, by name, such as https://hooks.example.com/seatwise."
          value={url}
          error={fieldError}
          onChange={setUrl}
        />
        <SelectField
          label="Tells of"
          value={minimum}
          choices={minimums}
          onChange={(value) => (isMinimum(value) ? setMinimum(value) : undefined)}
        />
        <SelectField label="Moment" value={moment} choices={momentChoices} onChange={setMoment} />
        {add.error === null || fieldError !== undefined ? null : <ErrorCard error={add.error} />}
        <Button type="submit" look="primary" busy={add.isPending} className="self-end">
          Add webhook
        </Button>
      </form>
    </Modal>
  );
}
