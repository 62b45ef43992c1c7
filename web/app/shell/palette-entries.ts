import { kindWords } from '../../components/kind-words.ts';
import type { Found } from '../../api/search.ts';
import type { Texts } from '../../components/texts.ts';
import type { WordsOf } from '../../components/words.ts';
import { formatInstant } from '../../values/format.ts';
import type { Shortcut } from '../../components/shortcut.ts';
import { cleanUpPlace, customerSheetPlace, notBilledYetPlace } from '../../components/report-places.ts';
import { billingRulesPlace } from '../../components/rule-places.ts';
import type { consolePalette } from '../../../messages/generated/console-palette.ts';
import type { consoleShell } from '../../../messages/generated/console-shell.ts';
import { tabs } from './tabs.ts';

type PaletteTextsOf = (integrationId?: string) => Texts<typeof consolePalette.declared>;

/** One thing that can be chosen. */
export interface Entry {
  /** Of no other one. */
  readonly id: string;
  readonly words: string;
  /** Next to it, smaller. */
  readonly note?: string;
  readonly choose: { readonly to: string } | { readonly run: () => void };
}

export interface EntryGroup {
  readonly id: string;
  readonly name: string;
  readonly entries: readonly Entry[];
  /** More match than are shown. */
  readonly more: boolean;
}

const page = (to: string, words: string): Entry => ({ id: to, words, choose: { to } });

const sections = [
  'checks',
  'billing-target',
  'brand',
  'privacy',
  'appearance',
  'people',
  'api-keys',
  'incident',
] as const;

/** Pages of the console, those of its integrations among them. */
export const pagesOf = (
  integrationIds: readonly string[],
  wordsOf: WordsOf,
  textsOf: PaletteTextsOf,
  shell: Texts<typeof consoleShell.declared>,
): readonly Entry[] => [
  ...tabs.map(({ to, id }) => page(to, shell(`console-shell.tab.${id}`))),
  ...sections.map((id) => {
    const text = textsOf();
    const section = text(`console-palette.section.${id}`);
    return page(`/settings/${id}`, text('console-palette.settings', { section }));
  }),
  ...integrationIds.flatMap((id) => {
    const text = textsOf(id);
    const name = wordsOf(id).vendorName;
    return [
      page(`/integrations/${id}`, name),
      page(`/integrations/${id}/accounts`, text('console-palette.map-accounts', { name })),
      page(`/integrations/${id}/services`, text('console-palette.map-services', { name })),
      page(`/integrations/${id}/credentials`, text('console-palette.credentials', { name })),
      page(`/integrations/${id}/schedule`, text('console-palette.schedule', { name })),
      page(billingRulesPlace(id), text('console-palette.billing-rules')),
      page(notBilledYetPlace(id), text('console-palette.lines-to-add')),
      page(cleanUpPlace(id), text('console-palette.unused-seats')),
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
export function foundGroups(found: Found, wordsOf: WordsOf, textsOf: PaletteTextsOf): readonly EntryGroup[] {
  const { customers, lines, companies, accounts, runs, more } = found;
  const text = textsOf();
  return [
    {
      id: 'customers',
      name: text('console-palette.customers'),
      more: more.includes('customers'),
      entries: customers.map(({ integrationId, companyId, name }) => ({
        id: `customer ${integrationId} ${companyId}`,
        words: name,
        note: text('console-palette.record', { prefix: wordsOf(integrationId).psaIds, id: companyId }),
        choose: { to: path('/usage', { integration: integrationId, company: companyId }) },
      })),
    },
    {
      id: 'sheets',
      name: text('console-palette.sheets'),
      more: more.includes('customers'),
      entries: customers.map(({ integrationId, companyId, name }) => ({
        id: `sheet ${integrationId} ${companyId}`,
        words: name,
        note: text('console-palette.sheet'),
        choose: { to: customerSheetPlace(integrationId, companyId) },
      })),
    },
    {
      id: 'lines',
      name: text('console-palette.lines'),
      more: more.includes('lines'),
      entries: lines.map(({ id, integrationId, label, kind, decision }) => ({
        id: `line ${id}`,
        words: label,
        note: lineNote(kindWords(kind, wordsOf(integrationId)), decision, text),
        choose: { to: path('/usage', { line: id }) },
      })),
    },
    {
      id: 'companies',
      name: text('console-palette.companies'),
      more: more.includes('companies'),
      entries: companies.map(({ integrationId, companyId, name, deleted }) => ({
        id: `company ${integrationId} ${companyId}`,
        words: name,
        note: text(deleted ? 'console-palette.deleted-record' : 'console-palette.record', {
          prefix: wordsOf(integrationId).psaIds,
          id: companyId,
        }),
        choose: { to: path(`/integrations/${integrationId}/accounts`, { psaq: name }) },
      })),
    },
    {
      id: 'accounts',
      name: text('console-palette.accounts'),
      more: more.includes('accounts'),
      entries: accounts.map(({ integrationId, id, name }) => ({
        id: `account ${id}`,
        words: name,
        choose: { to: `/integrations/${integrationId}/accounts/${id}` },
      })),
    },
    {
      id: 'runs',
      name: text('console-palette.runs'),
      more: more.includes('runs'),
      entries: runs.map(({ id, state, queuedAt }) => ({
        id: `run ${id}`,
        words: text('console-palette.run', { when: formatInstant(queuedAt) }),
        note: text(`console-palette.run-state.${state}`),
        choose: { to: `/runs/${id}` },
      })),
    },
  ];
}

const lineNote = (
  kind: string,
  decision: Found['lines'][number]['decision'],
  text: ReturnType<PaletteTextsOf>,
): string =>
  decision === 'open'
    ? kind
    : text('console-palette.line-note', { kind, decision: text(`console-palette.decision.${decision}`) });
