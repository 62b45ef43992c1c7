import { type SettingsDraft, type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { asApiError } from '../../values/problem.ts';
import { useWords } from '../../components/words.ts';
import { DefinitionList } from '../../components/definition-list.tsx';
import { isTimeZone } from '../../components/is-time-zone.ts';
import { QueryView } from '../../components/query-view.tsx';
import { SelectField } from '../../components/select-field.tsx';
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
    allInOwnCurrency: answerOf(settings.allInOwnCurrency),
    exchangeRates: ratesText(settings.exchangeRates),
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
    exchangeRates: ratesOf(draft.value('exchangeRates')) === null ? 'Such as EUR 1.08, JPY 0.0067.' : null,
  };
  const wrong = Object.values(errors).find((error) => error !== null) ?? null;
  const body = (): SettingsDraft => {
    const { billingTimeZone, allInOwnCurrency, exchangeRates, ...rest } = draft.changed;
    return {
      ...rest,
      ...(billingTimeZone === undefined ? {} : { billingTimeZone: billingTimeZone || null }),
      ...(allInOwnCurrency === undefined ? {} : { allInOwnCurrency: answers[allInOwnCurrency] ?? null }),
      ...(exchangeRates === undefined ? {} : { exchangeRates: ratesOf(exchangeRates) ?? {} }),
    };
  };
  /** Of a rate, the path goes on to its currency. */
  const rejected = (name: string): string | undefined =>
    asApiError(change.error).items.find(({ field }) => field?.split('.')[0] === name)?.detail;
  const input = (name: keyof typeof errors, label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft.value(name)}
      error={errors[name] ?? rejected(name)}
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
      {input(
        'currency',
        'Currency',
        `Your own: of limits and of the prices in ${psa}. A change ends the answer and the rates below.`,
      )}
      <SelectField
        label="Where the PSA names no currency"
        value={draft.value('allInOwnCurrency')}
        closed={isClosed ? 'Only an administrator changes it.' : null}
        choices={[
          { value: '', words: 'Not answered' },
          { value: 'yes', words: `Everything is billed in ${draft.value('currency')}` },
          { value: 'no', words: 'Billed in several currencies' },
        ]}
        onChange={(value) => draft.set('allInOwnCurrency', value)}
      />
      <p className="text-table text-ink-2">
        Until everything is said to be billed in {draft.value('currency')}, amounts without a named currency
        show “currency not confirmed”, and their lines are blocked.
      </p>
      {input(
        'exchangeRates',
        'Exchange rates',
        `What one unit is worth in ${draft.value('currency')}, such as EUR 1.08, JPY 0.0067. Used for checks and limits only; a line in a currency without a rate is blocked.`,
      )}
    </SettingsForm>
  );
}

const answers: Readonly<Record<string, boolean>> = { yes: true, no: false };

const answerOf = (answer: boolean | null): string => (answer === null ? '' : answer ? 'yes' : 'no');

const ratesText = (rates: Readonly<Record<string, string>>): string =>
  Object.entries(rates)
    .map(([code, rate]) => `${code} ${rate}`)
    .join(', ');

/** Null: not of the form "EUR 1.08, JPY 0.0067". */
function ratesOf(text: string): Readonly<Record<string, string>> | null {
  const parts = text
    .split(/[,;]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const rates = parts.map(
    (part) => /^(?<code>[A-Z]{3})\s+(?<rate>\d{1,9}(?:\.\d{1,12})?)$/u.exec(part)?.groups,
  );
  if (rates.some((rate) => rate === undefined || Number(rate['rate']) === 0)) return null;
  return Object.fromEntries(rates.map((rate) => [rate?.['code'] ?? '', rate?.['rate'] ?? '']));
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
