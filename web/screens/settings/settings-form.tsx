import type { ReactNode } from 'react';
import type { SettingsDraft, useChangeSettings } from '../../api/settings.ts';
import { useToast } from '../../components/toasts.tsx';
import { SaveBar } from './save-bar.tsx';
import type { useDraft } from './use-draft.ts';

/** A form over a draft of settings: Enter or Save sends what changed, and once it is saved the draft is forgotten. */
export function SettingsForm({
  className,
  draft,
  change,
  body,
  saved,
  wrong,
  isClosed,
  children,
}: {
  readonly className: string;
  readonly draft: ReturnType<typeof useDraft>;
  readonly change: ReturnType<typeof useChangeSettings>;
  /** What is sent for the draft as it is. */
  readonly body: () => SettingsDraft;
  /** What is said once it is saved. */
  readonly saved: string;
  /** What keeps it from being saved; null: nothing. */
  readonly wrong: string | null;
  readonly isClosed: boolean;
  readonly children: ReactNode;
}) {
  const toast = useToast();
  const save = (): void => {
    change.mutate(body(), {
      onSuccess: () => {
        draft.discard();
        toast(saved);
      },
    });
  };
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.count > 0 && wrong === null && !isClosed) save();
      }}
    >
      {children}
      <SaveBar
        count={draft.count}
        wrong={wrong}
        busy={change.isPending}
        error={change.error}
        onDiscard={draft.discard}
        onSave={save}
      />
    </form>
  );
}
