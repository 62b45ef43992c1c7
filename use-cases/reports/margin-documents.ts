import { findIntegration } from '../../db/integrations/integrations.ts';
import { runningMargins } from '../../db/lists/month-report.ts';
import { controlTotalsOf } from '../../db/lists/usage-lines.ts';
import type { Queryable } from '../../db/model/database.ts';
import { currencyOf } from '../../db/people/people.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { mspIdentity } from '../../db/settings/msp-identity.ts';
import { frozenMargins, type StoredReviewMonth } from '../../db/usage/review-months.ts';
import { dayIn } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type Kinds, termsOfKinds } from '../../domain/kinds.ts';
import { monthOfDay } from '../../domain/months/review-month.ts';
import { catalogOf } from '../../messages/catalog.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import type { RenderedDocument } from '../../reports/document.ts';
import { marginDocument, type MarginFacts } from '../../reports/margin/document.ts';
import { rendered } from '../../reports/render.ts';

/**
 * Returns what the lines of a closed month earned, as of its closing. The caller has found out whether the reader may see it
 * (RULES 15), and reads in one snapshot.
 *
 * @param language of the message catalog
 */
export async function closedMarginDocument(
  db: Queryable,
  kinds: Kinds,
  tenantId: string,
  stored: StoredReviewMonth,
  language: string,
): Promise<RenderedDocument> {
  const { month, version, composedAt, currency, facts, logo } = stored;
  return inWords(db, kinds, { tenantId, integrationId: stored.integrationId }, language, {
    month,
    version,
    composedAt: composedAt.toISOString(),
    msp: { name: facts.mspName, logo },
    currency,
    timeZone: facts.timeZone,
    margins: await frozenMargins(db, tenantId, stored.id),
  });
}

/** Returns the same of the month that runs; null: nothing was composed yet. */
export async function runningMarginDocument(
  db: Queryable,
  kinds: Kinds,
  key: IntegrationKey,
  now: Date,
  language: string,
): Promise<RenderedDocument | null> {
  const [status] = await controlTotalsOf(db, key.tenantId, key.integrationId);
  if (status === undefined) return null;
  const { timeZone } = await compositionSettings(db, key);
  return inWords(db, kinds, key, language, {
    month: monthOfDay(dayIn(timeZone, now)),
    version: null,
    composedAt: status.composedAt.toISOString(),
    msp: await mspIdentity(db, key.tenantId),
    currency: await currencyOf(db, key.tenantId),
    timeZone,
    margins: await runningMargins(db, key),
  });
}

async function inWords(
  db: Queryable,
  kinds: Kinds,
  key: IntegrationKey,
  language: string,
  facts: MarginFacts,
): Promise<RenderedDocument> {
  const integration = await findIntegration(db, key);
  if (integration === null) throw new Error(`integration ${key.integrationId} has no row`);
  const { timeZone } = facts;
  const render = createRenderer(catalogOf(language), { timeZone, terms: termsOfKinds(kinds, integration) });
  return rendered(marginDocument(facts), render, language);
}
