import { type LoadedNames, loadNames, type ReferenceKey } from '../../../db/lists/names.ts';
import type { ListedUsageLine } from '../../../db/lists/usage-lines.ts';
import type { Queryable } from '../../../db/model/database.ts';
import type { ComposedLine, LineSource } from '../../../domain/usage/composition.ts';
import { type Message, message } from '../../../messages/message.ts';
import { referencesOf } from '../../../messages/references.ts';
import {
  type Catalog,
  createRenderer,
  type Names,
  type Renderer,
} from '../../../messages/rendering/renderer.ts';
import type { NamesOf } from '../../names-of.ts';

type Named = Pick<ListedUsageLine, 'integrationId' | 'companyId' | 'companyName' | 'composed' | 'flags'>;

/** Texts of one page of usage lines, in one language. */
export interface LineTexts {
  /** With the names of what the lines of this integration refer to. */
  readonly renderer: (integrationId: string) => Renderer;
  /** Name of an agreement's type; null: it has none, or is not known. */
  readonly typeOf: (key: ReferenceKey) => string | null;
}

/** Loads the names that these lines refer to and do not hold themselves. */
export async function lineTexts(
  db: Queryable,
  tenantId: string,
  rows: readonly Named[],
  catalog: Catalog,
  terms: NamesOf,
): Promise<LineTexts> {
  const found = await loadNames(
    db,
    tenantId,
    new Map([
      ['agreement', rows.flatMap(agreementsOf)],
      ['company', rows.flatMap(companiesOf)],
    ]),
  );
  const renderers = new Map<string, Renderer>();
  return {
    typeOf: found.agreementType,
    renderer: (integrationId) => {
      const before = renderers.get(integrationId);
      if (before !== undefined) return before;
      const own = rows.filter((row) => row.integrationId === integrationId);
      const render = rendererOfLines(own, integrationId, catalog, terms, found);
      renderers.set(integrationId, render);
      return render;
    },
  };
}

/** Texts of one composed line with the names that it holds itself. */
export const composedRenderer = (
  composed: ComposedLine,
  catalog: Catalog,
  terms: ReturnType<NamesOf>,
): Renderer => withNames(catalog, terms, namesIn([composed]), () => null);

function rendererOfLines(
  rows: readonly Named[],
  integrationId: string,
  catalog: Catalog,
  terms: NamesOf,
  found: LoadedNames,
): Renderer {
  const known = namesIn(rows.map(({ composed }) => composed));
  for (const { companyId, companyName } of rows)
    if (companyId !== null && companyName !== null) known.companies.set(companyId, companyName);
  return withNames(catalog, terms(integrationId), known, (kind, id) => {
    const name = found.nameOf(kind, { integrationId, id });
    return typeof name === 'string' ? name : null;
  });
}

/** Names by ID. */
export interface KnownNames {
  readonly accounts: Map<string, string>;
  readonly companies: Map<string, string>;
  readonly lines: Map<string, LineSource>;
}

function namesIn(composed: readonly ComposedLine[]): KnownNames {
  const known: KnownNames = { accounts: new Map(), companies: new Map(), lines: new Map() };
  for (const { accounts, lines, alsoCandidates = [], found = [], vanished = [] } of composed) {
    for (const { accountId, name } of accounts) known.accounts.set(accountId, name);
    for (const { companyId, companyName } of found)
      if (companyName !== null) known.companies.set(companyId, companyName);
    for (const line of [...vanished, ...found, ...alsoCandidates, ...lines])
      known.lines.set(line.psaLineId, line);
  }
  return known;
}

/** @param elsewhere asked for agreements, and for companies that are not known */
export function withNames(
  catalog: Catalog,
  terms: ReturnType<NamesOf>,
  { accounts, companies, lines }: KnownNames,
  elsewhere: Names,
): Renderer {
  const plain = createRenderer(catalog, { timeZone: 'UTC', terms });
  const lineName = (id: string): string | null => {
    const line = lines.get(id);
    if (line === undefined) return null;
    const { agreementName, productId, productIdentifier } = line;
    const productName = productIdentifier ?? plain({ id: 'core.unnamed.product', params: { id: productId } });
    return plain(message('core.line', { productName, agreementName, id }));
  };
  const names: Names = (kind, id) => {
    switch (kind) {
      case 'account':
        return accounts.get(id) ?? null;
      case 'company':
        return companies.get(id) ?? elsewhere(kind, id);
      case 'line':
        return lineName(id);
      case 'agreement': {
        const name = elsewhere(kind, id);
        return name === null ? null : plain(message('usage.agreement-name', { name, id }));
      }
      default:
        return null;
    }
  };
  return createRenderer(catalog, { timeZone: 'UTC', terms, names });
}

/** Messages of a line that refer to agreements and companies. */
const referring = ({
  flags,
  composed: { reason, notRead, vanished = [] },
}: Pick<Named, 'composed' | 'flags'>): readonly Message[] => [
  reason,
  ...(notRead === null ? [] : [notRead.reason]),
  ...vanished.map(({ became }) => became),
  // They say why an approved change waits, or came back.
  ...flags.filter(({ flag }) => flag === 'stale' || flag === 'waiting').map((one) => one.reason),
];

const referred = ({ integrationId, ...row }: Named, kind: 'agreement' | 'company') =>
  [...(referencesOf(referring(row)).get(kind) ?? [])].map((id) => ({ integrationId, id }));

const companiesOf = (row: Named): readonly ReferenceKey[] => {
  const own = new Set([row.companyId, ...(row.composed.found ?? []).map(({ companyId }) => companyId)]);
  return referred(row, 'company').filter(({ id }) => !own.has(id));
};

/** Agreements that a line refers to, and those whose type its answer names. */
const agreementsOf = (row: Named): readonly ReferenceKey[] => [
  ...referred(row, 'agreement'),
  ...[
    ...row.composed.lines.map(({ agreementId }) => agreementId),
    ...(row.composed.advice?.kind === 'create-line' ? row.composed.advice.agreementIds : []),
  ].map((id) => ({ integrationId: row.integrationId, id })),
];
