import { type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { asApiError } from '../../values/problem.ts';
import { QueryView } from '../../components/query-view.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { LogoCard } from './logo-card.tsx';
import { SettingsForm } from './form/settings-form.tsx';
import { SettingsSection } from './form/section.tsx';
import { consoleSettings } from '../../../messages/generated/console-settings.ts';
import { useDraft } from './form/use-draft.ts';

/** Name and logo of the MSP, shown in the header and on reports. */
export function BrandSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.brand')}
      text={text('console-settings.brand-why')}
      closed={closed}
    >
      <QueryView query={settings} rows={4}>
        {(data) => (
          <>
            <LogoCard logo={data.logo} name={data.mspName} />
            <BrandForm settings={data} isClosed={closed !== null} />
          </>
        )}
      </QueryView>
    </SettingsSection>
  );
}

function BrandForm({ settings, isClosed }: { readonly settings: SettingsInfo; readonly isClosed: boolean }) {
  const draft = useDraft({ mspName: settings.mspName, paper: settings.paper });
  const change = useChangeSettings();
  const text = useTexts(consoleSettings);
  const name = draft.value('mspName');
  const wrong = name.trim() === '' ? text('console-settings.msp-name-empty') : null;
  const rejected = asApiError(change.error).items.find(({ field }) => field === 'mspName')?.detail;
  return (
    <SettingsForm
      className="flex max-w-md flex-col gap-2"
      draft={draft}
      change={change}
      body={() => draft.changed}
      saved={text('console-settings.saved')}
      wrong={wrong}
      isClosed={isClosed}
    >
      <TextField
        label={text('console-settings.msp-name')}
        hint={text('console-settings.msp-name-hint')}
        value={name}
        error={wrong ?? rejected}
        closed={isClosed}
        onChange={(value) => draft.set('mspName', value)}
      />
      <SelectField
        label={text('console-settings.paper')}
        value={draft.value('paper')}
        closed={isClosed ? text('console-settings.admin-only') : null}
        choices={[
          { value: 'A4', words: text('console-settings.paper.A4') },
          { value: 'Letter', words: text('console-settings.paper.Letter') },
        ]}
        onChange={(value) => draft.set('paper', value)}
      />
    </SettingsForm>
  );
}
