import { capNames } from '../../../../contracts/api/settings.ts';
import { type SettingsInfo, useChangeSettings, useHeldBy, useSettings } from '../../../api/settings.ts';
import { useClosed } from '../../../api/session.ts';
import { useTexts } from '../../../components/texts.ts';
import { QueryView } from '../../../components/query-view.tsx';
import {
  allFields,
  capFields,
  changeOf,
  checkFields,
  keyOf,
  shownValue,
  whatIsWrong,
} from '../form/fields.ts';
import { LimitField } from './limit-field.tsx';
import { SettingsForm } from '../form/settings-form.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { useDraft } from '../form/use-draft.ts';

export function ChecksSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.checks')}
      text={text('console-settings.checks-why')}
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
  const text = useTexts(consoleSettings);
  const wrong = allFields.some((field) => whatIsWrong(field, draft.value(keyOf(field))) !== null);
  const limit = (field: (typeof allFields)[number]) => {
    const fault = whatIsWrong(field, draft.value(keyOf(field)));
    return (
      <LimitField
        key={keyOf(field)}
        label={text(`console-settings.field.${field.name}`)}
        unit={field.unit === 'currency' ? settings.currency : text(`console-settings.unit.${field.unit}`)}
        wrong={fault === null ? null : text(`console-settings.wrong.${fault}`)}
        value={draft.value(keyOf(field))}
        isClosed={isClosed}
        onChange={(value) => draft.set(keyOf(field), value)}
      />
    );
  };
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-4"
      draft={draft}
      change={change}
      body={() => changeOf(draft.changed)}
      saved={text('console-settings.saved-from-next')}
      wrong={wrong ? text('console-settings.fix-values') : null}
      isClosed={isClosed}
    >
      {(Object.keys(checkFields) as (keyof typeof checkFields)[]).map((check) => (
        <fieldset key={check} className="rounded-card border border-line bg-surface px-4 py-3">
          <legend className="sr-only">{text(`console-settings.check.${check}`)}</legend>
          <p className="mb-2 flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium" aria-hidden>
              {text(`console-settings.check.${check}`)}
            </span>
            <HeldNow check={check} />
          </p>
          <div className="flex flex-col gap-2">{checkFields[check].map(limit)}</div>
        </fieldset>
      ))}
      {capNames.map((group) => (
        <fieldset key={group} className="rounded-card border border-line bg-surface px-4 py-3">
          <legend className="sr-only">{text(`console-settings.limits.${group}`)}</legend>
          <p className="mb-2 font-medium" aria-hidden>
            {text(`console-settings.limits.${group}`)}
          </p>
          <p className="mb-2 text-table text-ink-2">{text('console-settings.write-limits-why')}</p>
          <div className="flex flex-col gap-2">{capFields[group].map(limit)}</div>
        </fieldset>
      ))}
    </SettingsForm>
  );
}

/** What the saved limits hold at this moment. */
function HeldNow({ check }: { readonly check: string }) {
  // The limits of a drop are those of a first run that finds fewer.
  const { data } = useHeldBy(check === 'drop' ? 'drop,first' : check);
  const text = useTexts(consoleSettings);
  if (data === undefined) return null;
  return (
    <span className="text-label text-ink-3">{text('console-settings.blocks-now', { count: data })}</span>
  );
}
