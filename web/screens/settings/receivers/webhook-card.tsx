import { useState } from 'react';
import {
  type DeliveryInfo,
  useChangeWebhook,
  useRemoveWebhook,
  useRotateSecret,
  useTestWebhook,
  type WebhookInfo,
} from '../../../api/webhooks.ts';
import { Button } from '../../../components/button.tsx';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { Instant } from '../../../components/instant.tsx';
import { Modal } from '../../../components/modal.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';
import { type SettingsTexts } from '../form/settings-texts.ts';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { sentWhen } from './webhook-words.ts';

export function WebhookCard({ webhook }: { readonly webhook: WebhookInfo }) {
  const { url, state, disabledBy, minimum, events, createdBy, createdAt } = webhook;
  const text = useTexts(consoleSettings);
  const facts = {
    minimum: text(`console-settings.minimum.${minimum}`),
    events: text(`console-settings.sent.${sentWhen(events)}`),
    when: slot(0),
  };
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-medium break-all">
          <VendorText text={url} />
        </p>
        <StatusPill
          state={state === 'active' ? 'active' : 'inactive'}
          words={text(
            `console-settings.webhook.${state === 'active' ? 'on' : disabledBy === 'receiver' ? 'gone' : 'off'}`,
          )}
          inRow
        />
      </div>
      <p className="text-table text-ink-2">
        {createdBy.name === null
          ? filled(text('console-settings.webhook-facts', facts), <Instant at={createdAt} />)
          : filled(
              text('console-settings.webhook-facts-by', { ...facts, name: slot(1) }),
              <Instant at={createdAt} />,
              <VendorText text={createdBy.name} />,
            )}
      </p>
      <Outcomes webhook={webhook} />
      <Actions webhook={webhook} />
    </li>
  );
}

function Outcomes({ webhook }: { readonly webhook: WebhookInfo }) {
  const { lastSuccessAt, lastFailure, pending, previousSecretUntil } = webhook;
  const text = useTexts(consoleSettings);
  return (
    <ul className="flex flex-col gap-1 text-table">
      <li>
        {lastSuccessAt === null ? (
          <span className="text-ink-3">{text('console-settings.none-delivered')}</span>
        ) : (
          filled(text('console-settings.last-delivered', { when: slot(0) }), <Instant at={lastSuccessAt} />)
        )}
      </li>
      {lastFailure === null ? null : (
        <li>
          {lastFailure.cause === null
            ? filled(
                text('console-settings.failed-at', { label: slot(0), when: slot(1) }),
                <LastFailure />,
                <Instant at={lastFailure.at} />,
              )
            : filled(
                text('console-settings.failed-cause', {
                  label: slot(0),
                  when: slot(1),
                  title: lastFailure.cause.title,
                  detail: slot(2),
                  advice: lastFailure.cause.advice,
                }),
                <LastFailure />,
                <Instant at={lastFailure.at} />,
                <VendorText text={lastFailure.cause.detail} />,
              )}
        </li>
      )}
      {pending === 0 ? null : <li>{text('console-settings.to-send', { count: pending })}</li>}
      {previousSecretUntil === null ? null : (
        <li>
          {filled(
            text('console-settings.previous-secret', { when: slot(0) }),
            <Instant at={previousSecretUntil} />,
          )}
        </li>
      )}
    </ul>
  );
}

function LastFailure() {
  const text = useTexts(consoleSettings);
  return <StatusPill state="failed" words={text('console-settings.last-failure')} inRow />;
}

/** What a test came to, in one sentence. */
function testWords({ state, cause }: DeliveryInfo, text: SettingsTexts): string {
  if (state === 'delivered') return text('console-settings.test-delivered');
  if (state === 'pending') return text('console-settings.test-pending');
  return cause === null
    ? text('console-settings.test-failed')
    : text('console-settings.test-failed-cause', { title: cause.title, detail: cause.detail });
}

function Actions({ webhook }: { readonly webhook: WebhookInfo }) {
  const { id, url, state } = webhook;
  const text = useTexts(consoleSettings);
  const [asking, setAsking] = useState<'rotate' | 'remove' | null>(null);
  const test = useTestWebhook(id);
  const change = useChangeWebhook(id);
  const testKey = useFormKey();
  const toast = useToast();
  const isOn = state === 'active';
  const error = test.error ?? change.error;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <Button
            dense
            aria-label={text('console-settings.send-test-to', { url })}
            busy={test.isPending}
            onClick={() =>
              test.mutate(testKey.key, {
                onSuccess: (delivery) => toast(testWords(delivery, text)),
                onSettled: testKey.renew,
              })
            }
          >
            {text('console-settings.send-test')}
          </Button>
        ) : null}
        <Button
          dense
          aria-label={text('console-settings.rotate-secret-of', { url })}
          onClick={() => setAsking('rotate')}
        >
          {text('console-settings.rotate-secret')}
        </Button>
        <Button
          dense
          aria-label={text(isOn ? 'console-settings.turn-off-webhook' : 'console-settings.turn-on-webhook', {
            url,
          })}
          busy={change.isPending}
          onClick={() => change.mutate({ disabled: isOn })}
        >
          {text(isOn ? 'console-settings.turn-off' : 'console-settings.turn-on')}
        </Button>
        <Button
          dense
          aria-label={text('console-settings.delete-webhook', { url })}
          onClick={() => setAsking('remove')}
        >
          {text('console-settings.delete')}
        </Button>
      </div>
      {error === null ? null : <ErrorCard error={error} />}
      {asking === 'rotate' ? <RotateDialog webhook={webhook} onClose={() => setAsking(null)} /> : null}
      {asking === 'remove' ? <RemoveDialog webhook={webhook} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

interface DialogProps {
  readonly webhook: WebhookInfo;
  readonly onClose: () => void;
}

function RotateDialog({ webhook, onClose }: DialogProps) {
  const rotate = useRotateSecret(webhook.id);
  const text = useTexts(consoleSettings);
  const { key } = useFormKey();
  if (rotate.data === undefined) {
    return (
      <ConfirmDialog
        title={text('console-settings.rotate-title')}
        confirm={text('console-settings.rotate')}
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate(key)}
        onClose={onClose}
      >
        <p>{text('console-settings.rotate-why')}</p>
      </ConfirmDialog>
    );
  }
  return (
    <Modal title={text('console-settings.secret-rotated')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        {rotate.data.secret === null ? (
          <p>{text('console-settings.rotated-shown-before')}</p>
        ) : (
          <OneTimeSecret label={text('console-settings.signing-secret')} secret={rotate.data.secret} />
        )}
        <Button look="primary" className="self-end" onClick={onClose}>
          {text('console-settings.done')}
        </Button>
      </div>
    </Modal>
  );
}

function RemoveDialog({ webhook, onClose }: DialogProps) {
  const remove = useRemoveWebhook(webhook.id);
  const text = useTexts(consoleSettings);
  return (
    <ConfirmDialog
      title={text('console-settings.delete-title')}
      confirm={text('console-settings.delete')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {filled(text('console-settings.delete-why', { url: slot(0) }), <VendorText text={webhook.url} />)}
      </p>
    </ConfirmDialog>
  );
}
