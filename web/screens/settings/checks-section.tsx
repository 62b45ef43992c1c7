import { type SettingsInfo, useChangeSettings, useHeldBy, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { useWords } from '../../components/words.ts';
import { plural } from '../../values/format.ts';
import { QueryView } from '../../components/query-view.tsx';
import { allFields, capFields, changeOf, checkFields, keyOf, shownValue, whatIsWrong } from './fields.ts';
import { LimitField } from './limit-field.tsx';
import { SettingsForm } from './settings-form.tsx';
import { SettingsSection } from './section.tsx';
import { useDraft } from './use-draft.ts';

const titles = {
  drop: 'Large drop, or fewer seats than billed on the first sync',
  'shrink-of-many': 'Many drops in one run',
  jump: 'Large increase',
  age: 'Outdated data',
} as const;

export function ChecksSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  return (
    <SettingsSection
      title="Checks"
      text="A check blocks a line until someone overrides it with a reason, so that a doubtful count is not billed. New limits apply from the next sync or decision. A drop to zero is always blocked."
      closed={closed}
    >
      <QueryView query={settings} rows={10}>
        {(data) => <ChecksForm settings={data} isClosed={closed !== null} />}
      </QueryView>
    </SettingsSection>
  );
}

function ChecksForm({ settings, isClosed }: { readonly settings: SettingsInfo; readonly isClosed: boolean }) {
  const saved = Object.fromEntries(allFields.map((field) => [keyOf(field), shownValue(settings, field)]));
  const draft = useDraft(saved);
  const change = useChangeSettings();
  const words = useWords();
  const wrong = allFields.some((field) => whatIsWrong(field, draft.value(keyOf(field))) !== null);
  const limit = (field: (typeof allFields)[number]) => (
    <LimitField
      key={keyOf(field)}
      label={typeof field.label === 'string' ? field.label : field.label(words)}
      unit={field.unit === 'currency' ? settings.currency : field.unit}
      wrong={whatIsWrong(field, draft.value(keyOf(field)))}
      value={draft.value(keyOf(field))}
      isClosed={isClosed}
      onChange={(value) => draft.set(keyOf(field), value)}
    />
  );
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-4"
      draft={draft}
      change={change}
      body={() => changeOf(draft.changed)}
      saved="Settings saved. They hold from the next sync or decision on."
      wrong={wrong ? 'A value cannot be saved as it is.' : null}
      isClosed={isClosed}
    >
      {(Object.keys(checkFields) as (keyof typeof checkFields)[]).map((check) => (
        <fieldset key={check} className="rounded-card border border-line bg-surface px-4 py-3">
          <legend className="sr-only">{titles[check]}</legend>
          <p className="mb-2 flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium" aria-hidden>
              {titles[check]}
            </span>
            <HeldNow check={check} />
          </p>
          <div className="flex flex-col gap-2">{checkFields[check].map(limit)}</div>
        </fieldset>
      ))}
      <fieldset className="rounded-card border border-line bg-surface px-4 py-3">
        <legend className="sr-only">Write caps</legend>
        <p className="mb-2 font-medium" aria-hidden>
          Write caps
        </p>
        <p className="mb-2 text-table text-ink-2">
          Beyond them, changes of an integration wait until an administrator continues.
        </p>
        <div className="flex flex-col gap-2">{capFields.map(limit)}</div>
      </fieldset>
    </SettingsForm>
  );
}

/** What the saved limits hold at this moment. */
function HeldNow({ check }: { readonly check: string }) {
  // The limits of a drop are those of a first run that finds fewer.
  const { data } = useHeldBy(check === 'drop' ? 'drop,first' : check);
  if (data === undefined) return null;
  return <span className="text-label text-ink-3">holds {plural(data, 'line')} now</span>;
}
