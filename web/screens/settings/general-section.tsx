import { type SettingsDraft, type SettingsInfo, useChangeSettings, useSettings } from '../../api/settings.ts';
import { useClosed } from '../../api/session.ts';
import { asApiError } from '../../values/problem.ts';
import { useTexts } from '../../components/texts.ts';
import { DefinitionList } from '../../components/definition-list.tsx';
import { isTimeZone } from '../../components/is-time-zone.ts';
import { QueryView } from '../../components/query-view.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { SettingsForm } from './form/settings-form.tsx';
import { SettingsSection } from './form/section.tsx';
import { consoleSettings } from '../../../messages/generated/console-settings.ts';
import { useDraft } from './form/use-draft.ts';

export function GeneralSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.general')}
      text={text('console-settings.general-why')}
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
  const text = useTexts(consoleSettings);
  const currency = draft.value('currency');
  const zoneError = (zone: string): string | null =>
    isTimeZone(zone) ? null : text('console-settings.iana');
  const billing = draft.value('billingTimeZone');
  const errors = {
    timeZone: zoneError(draft.value('timeZone')),
    billingTimeZone: billing === '' ? null : zoneError(billing),
    currency: /^[A-Z]{3}$/u.test(currency) ? null : text('console-settings.three-letters'),
    exchangeRates:
      ratesOf(draft.value('exchangeRates')) === null ? text('console-settings.rates-form') : null,
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
      saved={text('console-settings.saved')}
      wrong={wrong}
      isClosed={isClosed}
    >
      {input('timeZone', text('console-settings.time-zone'), text('console-settings.time-zone-hint'))}
      {input(
        'billingTimeZone',
        text('console-settings.billing-zone'),
        text('console-settings.billing-zone-hint'),
      )}
      {input('currency', text('console-settings.currency'), text('console-settings.currency-hint'))}
      <SelectField
        label={text('console-settings.no-named-currency')}
        value={draft.value('allInOwnCurrency')}
        closed={isClosed ? text('console-settings.admin-only') : null}
        choices={[
          { value: '', words: text('console-settings.not-answered') },
          { value: 'yes', words: text('console-settings.all-in', { currency }) },
          { value: 'no', words: text('console-settings.in-several') },
        ]}
        onChange={(value) => draft.set('allInOwnCurrency', value)}
      />
      <p className="text-table text-ink-2">{text('console-settings.unconfirmed', { currency })}</p>
      {input(
        'exchangeRates',
        text('console-settings.rates'),
        text('console-settings.rates-hint', { currency }),
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
  const text = useTexts(consoleSettings);
  const { id, publicUrl, temporalUiUrl, egressNote, sandbox } = installation;
  return (
    <div className="flex max-w-2xl flex-col gap-2 rounded-card border border-line bg-surface px-4 py-3">
      <h3 className="font-medium">{text('console-settings.installation')}</h3>
      <p className="text-table text-ink-2">{text('console-settings.by-operator')}</p>
      <DefinitionList
        items={[
          { term: text('console-settings.url'), text: publicUrl },
          {
            term: text('console-settings.temporal-ui'),
            text:
              temporalUiUrl === null ? (
                text('console-settings.none')
              ) : (
                <a href={temporalUiUrl} target="_blank" rel="noreferrer" className="text-accent underline">
                  {temporalUiUrl}
                </a>
              ),
          },
          {
            term: text('console-settings.calls-from'),
            text: egressNote ?? text('console-settings.egress-not-set'),
          },
          {
            term: text('console-settings.sandbox'),
            text: text(sandbox.on ? 'console-settings.sandbox-on' : 'console-settings.off'),
          },
          { term: text('console-settings.installation-id'), text: id },
        ]}
      />
    </div>
  );
}
