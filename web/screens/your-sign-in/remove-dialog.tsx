import { type RemovedMethod, useRemoveMethod } from '../../api/own-sign-in.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Texts, useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { consoleYourSignIn } from '../../../messages/generated/console-your-sign-in.ts';

/** Asks to confirm the removal of a passkey, the authenticator app, or a connected account. */
export function RemoveDialog({
  method,
  onClose,
}: {
  readonly method: RemovedMethod;
  readonly onClose: () => void;
}) {
  const remove = useRemoveMethod();
  const toast = useToast();
  const text = useTexts(consoleYourSignIn);
  const { title, confirm, effects, done } = wordsOf(method, text);
  return (
    <ConfirmDialog
      title={title}
      confirm={confirm}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(method, {
          onSuccess: () => {
            toast(done);
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      {effects.map((effect) => (
        <p key={effect}>{effect}</p>
      ))}
    </ConfirmDialog>
  );
}

function wordsOf(method: RemovedMethod, text: Texts<typeof consoleYourSignIn.declared>) {
  switch (method.kind) {
    case 'passkey':
      return {
        title: text('console-your-sign-in.remove-passkey-title', { name: method.name }),
        confirm: text('console-your-sign-in.remove'),
        effects: [
          text('console-your-sign-in.remove-effect'),
          text('console-your-sign-in.remove-passkey-device'),
        ],
        done: text('console-your-sign-in.passkey-removed'),
      };
    case 'totp':
      return {
        title: text('console-your-sign-in.remove-app-title'),
        confirm: text('console-your-sign-in.remove'),
        effects: [text('console-your-sign-in.remove-effect')],
        done: text('console-your-sign-in.app-removed'),
      };
    case 'identity':
      return {
        title: text('console-your-sign-in.disconnect-title', { name: method.name }),
        confirm: text('console-your-sign-in.disconnect'),
        effects: [text('console-your-sign-in.disconnect-effect')],
        done: text('console-your-sign-in.disconnected', { name: method.name }),
      };
  }
}
