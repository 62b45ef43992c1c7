import { type SettingsDraft, type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { asApiError } from '../../api/problem.ts';
import { useWords } from '../../app/words.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { isTimeZone } from '../../components/is-time-zone.ts';
import { QueryView } from '../../components/query-view.tsx';
import { TextField } from '../../components/text-field.tsx';
import { SettingsForm } from './settings-form.tsx';
import { SettingsSection } from './section.tsx';
import { useDraft } from './use-draft.ts';

export function GeneralSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  return (
    <SettingsSection
      title="Time and currency"
      text="Times are shown in the company's zone. Days of invoices are days in the billing time zone."
      closed={closed}
    >
      <QueryView query={settings} rows={6}>
        {(data) => (
          <>
            <GeneralForm settings={data} isClosed={closed !== null} />
            <Installation settings={data} />
          </>
        )}
      </QueryView>
    </SettingsSection>
  );
}

function GeneralForm({
  settings,
  isClosed,
}: {
  readonly settings: SettingsInfo;
  readonly isClosed: boolean;
}) {
  const draft = useDraft({
    timeZone: settings.timeZone,
    billingTimeZone: settings.billingTimeZone ?? '',
    currency: settings.currency,
  });
  const change = useChangeSettings();
  const { psa } = useWords();
  const zoneError = (zone: string): string | null =>
    isTimeZone(zone) ? null : 'An IANA time zone, such as America/Chicago.';
  const billing = draft.value('billingTimeZone');
  const errors = {
    timeZone: zoneError(draft.value('timeZone')),
    billingTimeZone: billing === '' ? null : zoneError(billing),
    currency: /^[A-Z]{3}$/u.test(draft.value('currency')) ? null : 'Three capital letters, such as USD.',
  };
  const wrong = Object.values(errors).find((error) => error !== null) ?? null;
  const body = (): SettingsDraft => {
    const { billingTimeZone, ...rest } = draft.changed;
    return billingTimeZone === undefined ? rest : { ...rest, billingTimeZone: billingTimeZone || null };
  };
  const input = (name: keyof typeof errors, label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft.value(name)}
      error={errors[name] ?? asApiError(change.error).items.find(({ field }) => field === name)?.detail}
      closed={isClosed}
      onChange={(value) => draft.set(name, value)}
    />
  );
  return (
    <SettingsForm
      className="flex max-w-md flex-col gap-2"
      draft={draft}
      change={change}
      body={body}
      saved="Settings saved."
      wrong={wrong}
      isClosed={isClosed}
    >
      {input('timeZone', 'Time zone', 'Of the company. Every time here and in reports is written in it.')}
      {input(
        'billingTimeZone',
        'Billing time zone',
        `Empty: the time zone that ${psa} says. Needed where that one is not known.`,
      )}
      {input('currency', 'Currency', `Of the prices in ${psa}; nothing is converted.`)}
    </SettingsForm>
  );
}

function Installation({ settings: { installation } }: { readonly settings: SettingsInfo }) {
  const { id, publicUrl, temporalUiUrl, egressNote, sandbox } = installation;
  return (
    <div className="flex max-w-2xl flex-col gap-2 rounded-card border border-line bg-surface px-4 py-3">
      <h3 className="font-medium">This installation</h3>
      <p className="text-table text-ink-2">Set by the operator.</p>
      <DefinitionList
        items={[
          { term: 'Address', text: publicUrl },
          {
            term: 'Temporal UI',
            text:
              temporalUiUrl === null ? (
                'none'
              ) : (
                <a href={temporalUiUrl} target="_blank" rel="noreferrer" className="text-accent underline">
                  {temporalUiUrl}
                </a>
              ),
          },
          { term: 'Calls vendors from', text: egressNote ?? 'Not set (EGRESS_NOTE)' },
          { term: 'Sandbox', text: sandbox.on ? 'on: the vendors are simulated' : 'off' },
          { term: 'Installation id', text: id },
        ]}
      />
    </div>
  );
}
