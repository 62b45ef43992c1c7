import type { Found } from '../../api/search.ts';
import type { WordsOf } from '../../components/words.ts';
import { capital } from '../../components/words.ts';
import { formatInstant } from '../../values/format.ts';
import type { Shortcut } from '../../components/shortcut.ts';
import { cleanUpPlace, customerSheetPlace, notBilledYetPlace } from '../../components/report-places.ts';
import { tabs } from './tabs.ts';

/** One thing that can be chosen. */
export interface Entry {
  /** Of no other one. */
  readonly id: string;
  readonly words: string;
  /** Beside it, smaller. */
  readonly note?: string;
  readonly choose: { readonly to: string } | { readonly run: () => void };
}

export interface EntryGroup {
  readonly name: string;
  readonly entries: readonly Entry[];
  /** More match than are shown. */
  readonly more: boolean;
}

const page = (to: string, words: string): Entry => ({ id: to, words, choose: { to } });

const fixed: readonly Entry[] = [
  ...tabs.map(({ to, words }) => page(to, words)),
  ...['Checks', 'BillingTarget', 'Privacy', 'Appearance', 'People'].map((words) =>
    page(`/settings/${words.toLowerCase()}`, `Settings: ${words}`),
  ),
  page('/settings/api-keys', 'Settings: API keys'),
  page('/settings/incident', 'Settings: Incident'),
];

/** Pages of the console, those of its integrations among them. */
export const pagesOf = (integrationIds: readonly string[], words: WordsOf): readonly Entry[] => [
  ...fixed,
  ...integrationIds.flatMap((id) => {
    const { vendorName, psa } = words(id);
    return [
      page(`/integrations/${id}`, vendorName),
      page(`/integrations/${id}/accounts`, `${vendorName}: map accounts`),
      page(`/integrations/${id}/services`, `${vendorName}: map services`),
      page(`/integrations/${id}/credentials`, `${vendorName}: credentials`),
      page(`/integrations/${id}/schedule`, `${vendorName}: schedule`),
      page(notBilledYetPlace(id), `Not billed yet: list for ${psa}`),
      page(cleanUpPlace(id), `Clean-up list: ${vendorName} seats that nobody uses`),
    ];
  }),
];

/** What the page that is open can do by a key, but going somewhere and what only closes something. */
export const actionsOf = (shortcuts: readonly Shortcut[]): readonly Entry[] =>
  shortcuts.flatMap(({ keys, words, run }) =>
    run === null || keys.startsWith('g ') || keys === 'Escape' || keys === 'Mod+k'
      ? []
      : [{ id: `action ${keys} ${words}`, words, choose: { run } }],
  );

/** Entries with every word that was typed, wherever. */
export function matching(entries: readonly Entry[], typed: string): readonly Entry[] {
  const wanted = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  return entries.filter(({ words }) => wanted.every((word) => words.toLowerCase().includes(word)));
}

const path = (to: string, params: Readonly<Record<string, string>>): string =>
  `${to}?${new URLSearchParams(params).toString()}`;

/** What the server found, each with the page that shows it. */
export function foundGroups(found: Found, words: WordsOf): readonly EntryGroup[] {
  const { customers, lines, companies, accounts, runs, more } = found;
  const { companies: companiesWord, vendor } = words();
  return [
    {
      name: 'Customers',
      more: more.includes('customers'),
      entries: customers.map(({ integrationId, companyId, name }) => ({
        id: `customer ${integrationId} ${companyId}`,
        words: name,
        note: `${words(integrationId).psaIds} ${companyId}`,
        choose: { to: path('/usage', { integration: integrationId, company: companyId }) },
      })),
    },
    {
      name: 'Customer sheets',
      more: more.includes('customers'),
      entries: customers.map(({ integrationId, companyId, name }) => ({
        id: `sheet ${integrationId} ${companyId}`,
        words: name,
        note: 'sheet',
        choose: { to: customerSheetPlace(integrationId, companyId) },
      })),
    },
    {
      name: 'Usage lines',
      more: more.includes('lines'),
      entries: lines.map(({ id, label, kind, decision }) => ({
        id: `line ${id}`,
        words: label,
        note: decision === 'open' ? kind : `${kind}, ${decision}`,
        choose: { to: path('/usage', { line: id }) },
      })),
    },
    {
      name: capital(companiesWord),
      more: more.includes('companies'),
      entries: companies.map(({ integrationId, companyId, name, deleted }) => ({
        id: `company ${integrationId} ${companyId}`,
        words: name,
        note: `${words(integrationId).psaIds} ${companyId}${deleted ? ', in the recycle bin' : ''}`,
        choose: { to: path(`/integrations/${integrationId}/accounts`, { psaq: name }) },
      })),
    },
    {
      name: `${vendor} accounts`,
      more: more.includes('accounts'),
      entries: accounts.map(({ integrationId, id, name }) => ({
        id: `account ${id}`,
        words: name,
        choose: { to: `/integrations/${integrationId}/accounts/${id}` },
      })),
    },
    {
      name: 'Runs',
      more: more.includes('runs'),
      entries: runs.map(({ id, state, queuedAt }) => ({
        id: `run ${id}`,
        words: `Run of ${formatInstant(queuedAt)}`,
        note: state,
        choose: { to: `/runs/${id}` },
      })),
    },
  ];
}
