import { secretReminder } from '../../../domain/defaults.ts';
import { type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { QueryView } from '../../components/query-view.tsx';
import { LimitField } from './limit-field.tsx';
import { SettingsForm } from './settings-form.tsx';
import { useDraft } from './use-draft.ts';

/** How old a secret may be before a notice asks for another. */
export function SecretReminder() {
  const settings = useSettings();
  return <QueryView query={settings}>{(data) => <ReminderForm settings={data} />}</QueryView>;
}

function ReminderForm({ settings: { secretReminderDays } }: { readonly settings: SettingsInfo }) {
  const isClosed = useClosed()('change-settings') !== null;
  const draft = useDraft({ days: String(secretReminderDays) });
  const change = useChangeSettings();
  const wrong = whatIsWrong(draft.value('days'));
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
      draft={draft}
      change={change}
      body={() => ({ secretReminderDays: Number(draft.value('days')) })}
      saved="Settings saved."
      wrong={wrong}
      isClosed={isClosed}
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
    </SettingsForm>
  );
}

function whatIsWrong(typed: string): string | null {
  const days = /^\d{1,4}$/u.test(typed) ? Number(typed) : 0;
  return days >= 1 && days <= secretReminder.mostDays
    ? null
    : `A whole number from 1 to ${secretReminder.mostDays}.`;
}
