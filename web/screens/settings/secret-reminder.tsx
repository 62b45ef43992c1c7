import { type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { QueryView } from '../../components/query-view.tsx';
import { useToast } from '../../components/toasts.tsx';
import { LimitField } from './limit-field.tsx';
import { SaveBar } from './save-bar.tsx';
import { useDraft } from './use-draft.ts';

/** Contracts: `secretReminderDays`. */
const mostDays = 3_650;

/** How old a secret may be before a notice asks for another. */
export function SecretReminder() {
  const settings = useSettings();
  return <QueryView query={settings}>{(data) => <ReminderForm settings={data} />}</QueryView>;
}

function ReminderForm({ settings: { secretReminderDays } }: { readonly settings: SettingsInfo }) {
  const isClosed = useClosed()('change-settings') !== null;
  const draft = useDraft({ days: String(secretReminderDays) });
  const change = useChangeSettings();
  const toast = useToast();
  const wrong = whatIsWrong(draft.value('days'));
  const save = (): void =>
    change.mutate(
      { secretReminderDays: Number(draft.value('days')) },
      {
        onSuccess: () => {
          draft.discard();
          toast('Settings saved.');
        },
      },
    );
  return (
    <form
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.count > 0 && wrong === null && !isClosed) save();
      }}
    >
      <h2 className="font-medium">Reminder</h2>
      <p className="text-table text-ink-2">
        A notice asks for a new master key, credential or webhook secret once the present one is older. API
        keys end by themselves.
      </p>
      <LimitField
        label="Remind when older than"
        unit="days"
        wrong={wrong}
        value={draft.value('days')}
        isClosed={isClosed}
        onChange={(value) => draft.set('days', value)}
      />
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

function whatIsWrong(typed: string): string | null {
  const days = /^\d{1,4}$/u.test(typed) ? Number(typed) : 0;
  return days >= 1 && days <= mostDays ? null : `A whole number from 1 to ${mostDays}.`;
}
