import { useState } from 'react';
import {
  type DeliveryInfo,
  useChangeWebhook,
  useRemoveWebhook,
  useRotateSecret,
  useTestWebhook,
  type WebhookInfo,
} from '../../api/webhooks.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Modal } from '../../components/modal.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { ShownOnce } from './shown-once.tsx';
import { eventWords, minimumWords } from './webhook-words.ts';

export function WebhookCard({ webhook }: { readonly webhook: WebhookInfo }) {
  const { url, state, disabledBy, minimum, events, createdBy, createdAt } = webhook;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-medium break-all">
          <VendorText text={url} />
        </p>
        <StatusPill
          state={state === 'active' ? 'active' : 'inactive'}
          words={state === 'active' ? 'on' : disabledBy === 'receiver' ? 'off: the receiver is gone' : 'off'}
          inRow
        />
      </div>
      <p className="text-table text-ink-2">
        {minimumWords[minimum]} · {eventWords(events)}
        <span className="text-ink-3">
          {' '}
          · added{' '}
          {createdBy.name === null ? null : (
            <>
              by <VendorText text={createdBy.name} />{' '}
            </>
          )}
          <Instant at={createdAt} />
        </span>
      </p>
      <Outcomes webhook={webhook} />
      <Actions webhook={webhook} />
    </li>
  );
}

function Outcomes({ webhook }: { readonly webhook: WebhookInfo }) {
  const { lastSuccessAt, lastFailure, pending, previousSecretUntil } = webhook;
  return (
    <ul className="flex flex-col gap-1 text-table">
      <li>
        {lastSuccessAt === null ? (
          <span className="text-ink-3">No message was taken yet.</span>
        ) : (
          <>
            Last taken <Instant at={lastSuccessAt} />
          </>
        )}
      </li>
      {lastFailure === null ? null : (
        <li>
          <StatusPill state="failed" words="Last failure" inRow /> <Instant at={lastFailure.at} />
          {lastFailure.cause === null ? null : (
            <>
              : {lastFailure.cause.title} (<VendorText text={lastFailure.cause.detail} />
              ). <span className="text-ink-2">{lastFailure.cause.advice}</span>
            </>
          )}
        </li>
      )}
      {pending === 0 ? null : <li>{plural(pending, 'message')} still to be sent</li>}
      {previousSecretUntil === null ? null : (
        <li>
          The secret before signs beside the new one until <Instant at={previousSecretUntil} />
        </li>
      )}
    </ul>
  );
}

/** What a test came to, in one sentence. */
function testWords({ state, cause }: DeliveryInfo): string {
  if (state === 'delivered') return 'The receiver took the test.';
  if (state === 'pending') return 'The test waits: does a worker run?';
  return cause === null ? 'The test failed.' : `The test failed: ${cause.title} (${cause.detail}).`;
}

function Actions({ webhook }: { readonly webhook: WebhookInfo }) {
  const { id, url, state } = webhook;
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
            aria-label={`Send a test to ${url}`}
            busy={test.isPending}
            onClick={() =>
              test.mutate(testKey.key, {
                onSuccess: (delivery) => toast(testWords(delivery)),
                onSettled: testKey.renew,
              })
            }
          >
            Send a test
          </Button>
        ) : null}
        <Button dense aria-label={`Rotate the secret of ${url}`} onClick={() => setAsking('rotate')}>
          Rotate secret
        </Button>
        <Button
          dense
          aria-label={`Switch ${isOn ? 'off' : 'on'} ${url}`}
          busy={change.isPending}
          onClick={() => change.mutate({ disabled: isOn })}
        >
          {isOn ? 'Switch off' : 'Switch on'}
        </Button>
        <Button dense aria-label={`Remove ${url}`} onClick={() => setAsking('remove')}>
          Remove
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
  const { key } = useFormKey();
  if (rotate.data === undefined) {
    return (
      <ConfirmDialog
        title="Rotate the secret?"
        confirm="Rotate"
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate(key)}
        onClose={onClose}
      >
        <p>For a day both secrets sign each message; change the receiver within it.</p>
      </ConfirmDialog>
    );
  }
  return (
    <Modal title="Secret rotated" onClose={onClose}>
      <div className="flex flex-col gap-4">
        {rotate.data.secret === null ? (
          <p>The secret was shown before. Rotate again for another.</p>
        ) : (
          <ShownOnce label="Signing secret" secret={rotate.data.secret} />
        )}
        <Button look="primary" className="self-end" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}

function RemoveDialog({ webhook, onClose }: DialogProps) {
  const remove = useRemoveWebhook(webhook.id);
  return (
    <ConfirmDialog
      title="Remove this webhook?"
      confirm="Remove"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        “<VendorText text={webhook.url} />” is told nothing more, and the list of its messages goes with it.
      </p>
    </ConfirmDialog>
  );
}
