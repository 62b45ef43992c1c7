import { loadNames } from '../../../db/lists/names.ts';
import type { Queryable } from '../../../db/model/database.ts';
import type { Terminology } from '../../../messages/terms.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import type { MonthReport } from '../../../domain/months/month-report.ts';
import type { MonthLine } from '../../../domain/months/review-month.ts';
import { referencesOf } from '../../../messages/references.ts';
import type { Catalog, Renderer } from '../../../messages/rendering/renderer.ts';
import { withNames } from '../usage/line-texts.ts';

/** Renders what a month's report says, with the names that it keeps; of a running month, with those of now. */
export async function reportRenderer(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { lines, totals }: MonthReport,
  catalog: Catalog,
  terms: Terminology,
): Promise<Renderer> {
  const kept = new Map(
    lines.flatMap((line) =>
      line.unreadAgreementName === undefined
        ? []
        : agreementsIn(line).map((id) => [id, line.unreadAgreementName ?? id] as const),
    ),
  );
  const missing = lines.flatMap(agreementsIn).filter((id) => !kept.has(id));
  const agreements = missing.map((id) => ({ integrationId, id }));
  const now = await loadNames(db, tenantId, new Map([['agreement', agreements]]));
  const accounts = new Map(totals.notRead.accounts.map(({ accountId, name }) => [accountId, name]));
  const nameNow = (id: string): string | null => {
    const name = now.nameOf('agreement', { integrationId, id });
    return typeof name === 'string' ? name : null;
  };
  return withNames(catalog, terms, { accounts, companies: new Map(), lines: new Map() }, (kind, id) =>
    kind === 'agreement' ? (kept.get(id) ?? nameNow(id)) : null,
  );
}

const agreementsIn = ({ notRead }: MonthLine): readonly string[] =>
  notRead === null ? [] : [...(referencesOf([notRead]).get('agreement') ?? [])];
