import { agreementAndCompanyNames } from '../../db/lists/names-in-psa.ts';
import type { Queryable } from '../../db/model/database.ts';
import type { CalledIfKnown } from '../../domain/called.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import { referencesOf } from '../../messages/references.ts';
import type { Catalog, Renderer } from '../../messages/rendering/renderer.ts';
import { withNames } from './line-texts.ts';

/** Renders what a month's report says, with the names that it keeps; of a running month, with those of now. */
export async function reportRenderer(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { lines, totals }: MonthReport,
  catalog: Catalog,
  terms: CalledIfKnown,
): Promise<Renderer> {
  const kept = new Map(
    lines.flatMap((line) =>
      line.agreementName === undefined
        ? []
        : agreementsIn(line).map((id) => [id, line.agreementName ?? id] as const),
    ),
  );
  const missing = lines.flatMap(agreementsIn).filter((id) => !kept.has(id));
  const now = await agreementAndCompanyNames(db, tenantId, {
    agreements: missing.map((foreignId) => ({ integrationId, foreignId })),
    companies: [],
  });
  const accounts = new Map(totals.notRead.accounts.map(({ accountId, name }) => [accountId, name]));
  return withNames(catalog, terms, { accounts, companies: new Map(), lines: new Map() }, (kind, foreignId) =>
    kind === 'agreement'
      ? (kept.get(foreignId) ?? now.agreement({ integrationId, foreignId })?.name ?? null)
      : null,
  );
}

const agreementsIn = ({ notRead }: MonthLine): readonly string[] =>
  notRead === null ? [] : [...(referencesOf([notRead]).get('agreement') ?? [])];
