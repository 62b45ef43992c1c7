import { sql } from 'kysely';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import { type ClosedFigures, type ClosingFacts, earlierMonths } from '../../domain/months/closing-facts.ts';
import type { MonthFigures } from '../../domain/months/month-report.ts';
import { monthUnits } from '../../domain/months/month-units.ts';
import type { Month } from '../../domain/months/review-month.ts';
import type { LogoFile } from '../../domain/msp.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import type { Queryable } from '../model/database.ts';
import { readControlTotals, readMonthFigures, type Unread } from '../model/stored-documents.ts';
import { actorName } from '../people/actor-names.ts';
import { logoFacts, mspIdentity } from '../settings/msp-identity.ts';
import { decisionsOfMonth } from './month-decisions.ts';

/** Returns what a closed month keeps in addition to its rows, and the MSP's logo; `null` when it has none. */
export async function factsOfClosing(
  db: Queryable,
  key: IntegrationKey,
  {
    month,
    timeZone,
    by,
    at,
  }: {
    readonly month: Month;
    readonly timeZone: string;
    readonly by: Actor;
    readonly at: Date;
  },
): Promise<{ readonly facts: ClosingFacts; readonly logo: LogoFile | null }> {
  const { name, logo } = await mspIdentity(db, key.tenantId);
  const known = logo === null ? null : await logoFacts(db, key.tenantId);
  return {
    logo,
    facts: {
      mspName: name,
      logo: known === null ? null : { mediaType: known.mediaType, sha256: known.sha256 },
      timeZone,
      ruleVersion,
      closedByName: await nameOf(db, key.tenantId, by),
      decisions: await decisionsOfMonth(db, key, month, timeZone, at),
      earlier: await figuresBefore(db, key, month),
    },
  };
}

async function nameOf(db: Queryable, tenantId: string, actor: Actor): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`
    select ${actorName(sql`${tenantId}::uuid`, sql`${JSON.stringify(actor)}::jsonb`)} as name`.execute(db);
  return rows[0]?.name ?? null;
}

/** Months before this one as they were closed last, oldest first. */
export async function figuresBefore(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
): Promise<readonly ClosedFigures[]> {
  const { rows } = await sql<{
    month: Month;
    version: number;
    figures: Unread<MonthFigures>;
    totals: Unread<ControlTotals>;
    form: number;
  }>`
    select distinct on (r.month) r.month, r.version, r.figures, r.totals, r.form from review_month r
    where r.tenant_id = ${key.tenantId} and r.integration_id = ${key.integrationId} and r.month < ${month}
    order by r.month desc, r.version desc limit ${earlierMonths}`.execute(db);
  return rows
    .map(({ form, figures, totals, ...row }) => ({
      ...row,
      figures: readMonthFigures(figures, form),
      units: monthUnits(readControlTotals(totals, form)),
    }))
    .reverse();
}
