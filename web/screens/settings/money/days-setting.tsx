import type { ReactNode } from 'react';
import { type SettingsInfo, useChangeSettings, useSettings } from '../../../api/settings.ts';
import { useClosed } from '../../../api/session.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { useTexts } from '../../../components/texts.ts';
import { LimitField } from './limit-field.tsx';
import { SettingsForm } from '../form/settings-form.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { useDraft } from '../form/use-draft.ts';

interface DaysSettingProps {
  readonly name: 'secretReminderDays' | 'unusedAfterDays';
  readonly title: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  /** What it does. */
  readonly children: ReactNode;
}

/** One setting that is a number of days, with a Save of its own. */
export function DaysSetting(props: DaysSettingProps) {
  const settings = useSettings();
  return <QueryView query={settings}>{(data) => <DaysForm stored={data} {...props} />}</QueryView>;
}

function DaysForm({
  stored,
  name,
  title,
  label,
  least,
  most,
  children,
}: DaysSettingProps & { readonly stored: SettingsInfo }) {
  const isClosed = useClosed()('change-settings') !== null;
  const draft = useDraft({ days: String(stored[name]) });
  const change = useChangeSettings();
  const text = useTexts(consoleSettings);
  const typed = draft.value('days');
  const days = /^\d{1,4}$/u.test(typed) ? Number(typed) : 0;
  const wrong =
    days >= least && days <= most ? null : text('console-settings.whole-between', { least, most });
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-3 rounded-card border border-line bg-surface px-4 py-3"
      draft={draft}
      change={change}
      body={() => ({ [name]: days })}
      saved={text('console-settings.saved')}
      wrong={wrong}
      isClosed={isClosed}
    >
      <h2 className="font-medium">{title}</h2>
      <p className="text-table text-ink-2">{children}</p>
      <LimitField
        label={label}
        unit={text('console-settings.unit.days')}
        wrong={wrong}
        value={typed}
        isClosed={isClosed}
        onChange={(value) => draft.set('days', value)}
      />
    </SettingsForm>
  );
}
