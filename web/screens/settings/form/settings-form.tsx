import type { ReactNode } from 'react';
import type { SettingsDraft } from '../../../api/settings.ts';
import { useToast } from '../../../components/toasts.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import type { Draft } from './use-draft.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { Button } from '../../../components/button.tsx';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { useTexts } from '../../../components/texts.ts';
import { LeaveGuard } from '../../../components/leave-guard.tsx';

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
  readonly draft: Draft;
  readonly change: {
    readonly mutate: (body: SettingsDraft, then: { readonly onSuccess: () => void }) => void;
    readonly isPending: boolean;
    readonly error: unknown;
  };
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

/** Discard and Save with the number of changes; asks once before they are left behind. */
function SaveBar({
  count,
  wrong,
  busy,
  error,
  onDiscard,
  onSave,
}: {
  readonly count: number;
  /** What keeps it from being saved; null: nothing. */
  readonly wrong: string | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}) {
  const whyClosed = useDisabledReason();
  const text = useTexts(consoleSettings);
  const reason = whyClosed('change-settings') ?? (count === 0 ? text('console-settings.no-changes') : wrong);
  return (
    <div className="flex flex-col gap-3">
      {error === null ? null : <ErrorCard error={error} />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {count === 0 ? null : <Button onClick={onDiscard}>{text('console-settings.discard')}</Button>}
        <ButtonWithReason look="primary" reason={reason} reasonAt="before" busy={busy} onClick={onSave}>
          {count === 0 ? text('console-settings.save') : text('console-settings.save-changes', { count })}
        </ButtonWithReason>
      </div>
      <LeaveGuard dirty={count > 0 && !busy} />
    </div>
  );
}
