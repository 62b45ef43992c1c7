import { useState } from 'react';
import { asApiError } from '../../../values/problem.ts';
import { useNewWebhook, type WebhookInfo } from '../../../api/webhooks.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Modal } from '../../../components/modal.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { useFormKey } from '../../../components/use-form-key.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { minimums } from './webhook-words.ts';

const moments: Readonly<Record<string, WebhookInfo['events']>> = {
  both: ['notice.opened', 'notice.closed'],
  opened: ['notice.opened'],
  checkpoints: ['audit.checkpoint'],
};
const momentChoices = ['both', 'opened', 'checkpoints'] as const;

export function NewWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const [url, setUrl] = useState('');
  const [minimum, setMinimum] = useState<WebhookInfo['minimum']>('warning');
  const [moment, setMoment] = useState('both');
  const { key, renew } = useFormKey();
  const add = useNewWebhook();
  const text = useTexts(consoleSettings);
  if (add.data !== undefined) {
    return (
      <Modal title={text('console-settings.webhook-added')} onClose={onClose}>
        <div className="flex flex-col gap-4">
          {add.data.secret === null ? (
            <p>{text('console-settings.secret-shown-before')}</p>
          ) : (
            <OneTimeSecret label={text('console-settings.signing-secret')} secret={add.data.secret} />
          )}
          <p className="text-ink-2">{text('console-settings.secret-use')}</p>
          <Button look="primary" className="self-end" onClick={onClose}>
            {text('console-settings.done')}
          </Button>
        </div>
      </Modal>
    );
  }
  const problem = add.error === null ? null : asApiError(add.error);
  const fieldError = problem?.items.find(({ field }) => field === 'url')?.detail;
  return (
    <Modal title={text('console-settings.add-webhook')} onClose={onClose}>
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
          label={text('console-settings.url')}
          hint={text('console-settings.url-hint')}
          value={url}
          error={fieldError}
          onChange={setUrl}
        />
        <SelectField
          label={text('console-settings.events')}
          value={minimum}
          choices={minimums.map((one) => ({ value: one, words: text(`console-settings.minimum.${one}`) }))}
          onChange={(value) => setMinimum((now) => minimums.find((one) => one === value) ?? now)}
        />
        <SelectField
          label={text('console-settings.when')}
          value={moment}
          choices={momentChoices.map((one) => ({ value: one, words: text(`console-settings.sent.${one}`) }))}
          onChange={setMoment}
        />
        {add.error === null || fieldError !== undefined ? null : <ErrorCard error={add.error} />}
        <Button type="submit" look="primary" busy={add.isPending} className="self-end">
          {text('console-settings.add-webhook')}
        </Button>
      </form>
    </Modal>
  );
}
