import { namesWithin } from '../../db/lists/names.ts';
import { closedMonthReport, runningMonthReport } from '../../db/lists/month-report.ts';
import { findIntegration } from '../../db/integrations/integrations.ts';
import type { Queryable } from '../../db/model/database.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { mspIdentity } from '../../db/settings/msp-identity.ts';
import { figuresBefore } from '../../db/usage/closing-facts.ts';
import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type Kinds, termsOfKinds } from '../../domain/kinds.ts';
import type { MonthReport } from '../../domain/months/month-report.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { referencesOf } from '../../messages/references.ts';
import { createNamingRenderer } from '../../messages/rendering/naming.ts';
import type { RenderedDocument } from '../../reports/document.ts';
import { monthDocument, type MonthFacts } from '../../reports/month/document.ts';
import { invoicesSection } from '../../reports/month/invoices-section.ts';
import { rendered } from '../../reports/render.ts';

/**
 * Returns the document of a version of a closed month, from what it keeps (RULES 12). Who asks reads in one snapshot.
 *
 * @param language of the message catalog
 */
export async function closedMonthDocument(
  db: Queryable,
  kinds: Kinds,
  tenantId: string,
  stored: StoredReviewMonth,
  language: string,
): Promise<RenderedDocument> {
  const key = { tenantId, integrationId: stored.integrationId };
  const { facts, logo, version, closedAt, closedBy, checksum } = stored;
  return inWords(db, kinds, key, language, {
    report: await closedMonthReport(db, tenantId, stored),
    msp: { name: facts.mspName, logo },
    timeZone: facts.timeZone,
    ruleVersion: facts.ruleVersion,
    closing: { version, at: closedAt.toISOString(), by: facts.closedByName ?? closedBy.id, checksum },
    earlier: facts.earlier,
    invoices: invoicesSection(stored.invoices),
  });
}

/** Returns the same of the month that runs; null: nothing was composed yet. */
export async function runningMonthDocument(
  db: Queryable,
  kinds: Kinds,
  key: IntegrationKey,
  now: Date,
  language: string,
): Promise<RenderedDocument | null> {
  const report = await runningMonthReport(db, key, now);
  if (report === null) return null;
  const { timeZone } = await compositionSettings(db, key);
  return inWords(db, kinds, key, language, {
    report,
    msp: await mspIdentity(db, key.tenantId),
    timeZone,
    ruleVersion,
    closing: null,
    earlier: await figuresBefore(db, key, report.month),
  });
}

async function inWords(
  db: Queryable,
  kinds: Kinds,
  key: IntegrationKey,
  language: string,
  facts: MonthFacts,
): Promise<RenderedDocument> {
  const integration = await findIntegration(db, key);
  if (integration === null) throw new Error(`integration ${key.integrationId} has no row`);
  const { report, timeZone } = facts;
  const { kept, messages } = namesKept(report);
  const now = await namesWithin(db, key, referencesOf(messages));
  const render = createNamingRenderer(catalogOf(language), {
    timeZone,
    terms: termsOfKinds(kinds, integration),
    names: (kind, id) => kept.get(`${kind}/${id}`) ?? now(kind, id),
  });
  return rendered(monthDocument(facts), render, language);
}

/** Names that the month keeps of accounts and agreements that could not be read, by kind and ID. */
function namesKept({ lines, totals }: MonthReport) {
  const kept = new Map<string, string>(
    totals.notRead.accounts.map(({ accountId, name }) => [`account/${accountId}`, name]),
  );
  const messages = lines.flatMap(({ notRead }) => (notRead === null ? [] : [notRead]));
  for (const { notRead, unreadAgreementName: name } of lines)
    if (notRead !== null && name !== undefined)
      for (const id of referencesOf([notRead]).get('agreement') ?? []) kept.set(`agreement/${id}`, name);
  return { kept, messages };
}
