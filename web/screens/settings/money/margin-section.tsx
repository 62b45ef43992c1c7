import {
  type SettingsDraft,
  type SettingsInfo,
  useChangeSettings,
  useSettings,
} from '../../../api/settings.ts';
import { useClosed } from '../../../api/session.ts';
import { useMarginTexts } from '../../../context/margin-text.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { asApiError } from '../../../values/problem.ts';
import { SettingsForm } from '../form/settings-form.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { type Draft, useDraft } from '../form/use-draft.ts';
import { tiersOf, tiersText } from './vendor-tiers.ts';

const roles = ['admin', 'approver', 'reviewer', 'viewer'] as const;

/** Who sees what the MSP pays, and what the vendor charges (RULES 15). */
export function MarginSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  const own = useMarginTexts();
  return (
    <SettingsSection
      title={text('console-settings.section.margin')}
      text={own('console-margin.why')}
      closed={closed}
    >
      <QueryView query={settings} rows={5}>
        {(data) => <MarginForm settings={data} isClosed={closed !== null} />}
      </QueryView>
    </SettingsSection>
  );
}

function MarginForm({ settings, isClosed }: { readonly settings: SettingsInfo; readonly isClosed: boolean }) {
  const { marginRole, vendorPrices, vendorEditions, currency } = settings;
  const editions = vendorEditions.map(({ code }) => code);
  const draft = useDraft({
    marginRole,
    currency: vendorPrices?.currency ?? currency,
    ...Object.fromEntries(editions.map((code) => [code, tiersText(vendorPrices?.editions[code])])),
  });
  const change = useChangeSettings();
  const text = useTexts(consoleSettings);
  const own = useMarginTexts();
  const currencyError = /^[A-Z]{3}$/u.test(draft.value('currency'))
    ? null
    : own('console-margin.currency-form');
  const tiersError = (code: string): string | null =>
    tiersOf(draft.value(code)) === null ? own('console-margin.tiers-form') : null;
  const wrong = [currencyError, ...editions.map(tiersError)].find((error) => error !== null) ?? null;
  const rejected = (path: string): string | undefined =>
    asApiError(change.error).items.find(({ field }) => field?.startsWith(`vendorPrices.${path}`))?.detail;
  return (
    <SettingsForm
      className="flex max-w-md flex-col gap-2"
      draft={draft}
      change={change}
      body={() => changeOf(draft, editions)}
      saved={own('console-margin.saved')}
      wrong={wrong}
      isClosed={isClosed}
    >
      <SelectField
        label={own('console-margin.role')}
        value={draft.value('marginRole')}
        closed={isClosed ? text('console-settings.admin-only') : null}
        choices={roles.map((value) => ({ value, words: own(`console-margin.role.${value}`) }))}
        onChange={(value) => draft.set('marginRole', value)}
      />
      {vendorPrices === undefined ? null : (
        <fieldset className="mt-2 flex flex-col gap-2">
          <legend className="font-medium">{own('console-margin.prices')}</legend>
          <p className="text-table text-ink-2">{own('console-margin.prices-why')}</p>
          <TextField
            label={own('console-margin.currency')}
            value={draft.value('currency')}
            error={currencyError ?? rejected('currency')}
            closed={isClosed}
            onChange={(value) => draft.set('currency', value)}
          />
          {vendorEditions.map(({ code, name }) => (
            <TextField
              key={code}
              label={name}
              hint={own('console-margin.tiers-hint')}
              value={draft.value(code)}
              error={tiersError(code) ?? rejected(`editions.${code}`)}
              closed={isClosed}
              onChange={(value) => draft.set(code, value)}
            />
          ))}
        </fieldset>
      )}
    </SettingsForm>
  );
}

/** Prices are sent whole: without any, there are none. */
function changeOf(draft: Draft, editions: readonly string[]): SettingsDraft {
  const { marginRole, ...prices } = draft.changed;
  const role = roles.find((one) => one === marginRole);
  const given = role === undefined ? {} : { marginRole: role };
  if (Object.keys(prices).length === 0) return given;
  const priced = editions.flatMap((code) => {
    const tiers = tiersOf(draft.value(code)) ?? [];
    return tiers.length === 0 ? [] : [[code, [...tiers]] as const];
  });
  if (priced.length === 0) return { ...given, vendorPrices: null };
  return {
    ...given,
    vendorPrices: { currency: draft.value('currency'), editions: Object.fromEntries(priced) },
  };
}
