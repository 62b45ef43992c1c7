import { unusedSeats } from '../../../domain/defaults.ts';
import { type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { useWords } from '../../app/words.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { LimitField } from './limit-field.tsx';
import { SettingsForm } from './settings-form.tsx';
import { useDraft } from './use-draft.ts';

/** After how many days without a login a seat is in the clean-up list, and what is kept for it. */
export function UnusedDays() {
  const settings = useSettings();
  return <QueryView query={settings}>{(data) => <DaysForm settings={data} />}</QueryView>;
}

function DaysForm({ settings: { unusedAfterDays } }: { readonly settings: SettingsInfo }) {
  const isClosed = useClosed()('change-settings') !== null;
  const draft = useDraft({ days: String(unusedAfterDays) });
  const change = useChangeSettings();
  const { vendor } = useWords();
  const wrong = whatIsWrong(draft.value('days'));
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
      draft={draft}
      change={change}
      body={() => ({ unusedAfterDays: Number(draft.value('days')) })}
      saved="Settings saved."
      wrong={wrong}
      isClosed={isClosed}
    >
      <h2 className="font-medium">Clean-up list</h2>
      <p className="text-table text-ink-2">
        Of a user who signed in within {unusedSeats.leastDays} days nothing is kept. Of a seat that looks
        unused Seatwise keeps why, and the last login, until {vendor} lists the user no more.
      </p>
      <LimitField
        label="Unused after no login for"
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
  const { leastDays, mostDays } = unusedSeats;
  const days = /^\d{1,4}$/u.test(typed) ? Number(typed) : 0;
  return days >= leastDays && days <= mostDays ? null : `A whole number from ${leastDays} to ${mostDays}.`;
}
