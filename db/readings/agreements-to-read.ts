import { sql } from 'kysely';
import type { AgreementOutcome } from '../../domain/sync-runs.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaCompany } from '../../domain/psa-facts.ts';
import type { AgreementsOfRun, ListedAgreement } from '../../domain/comparison/agreements-to-read.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { agreementTimes } from '../model/agreement-times.ts';
import { defaultCheckLimits } from '../../domain/defaults.ts';

/**
 * Must a daily run read every agreement? Where no run did so yet that ended well, and where a product was mapped since
 * the newest that did (RULES 2).
 */
export async function everythingIsToRead(db: Queryable, key: IntegrationKey): Promise<boolean> {
  const { rows } = await sql<{ whole: Date | null; mapped: Date | null }>`
    select
      (select max(started_at) from sync_run where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
        and mode = 'full' and state in ('succeeded', 'partial') and agreements_in_background_read = 0) as whole,
      (select max(decided_at) from service_mapping where tenant_id = ${key.tenantId}
        and integration_id = ${key.integrationId}) as mapped`.execute(db);
  const [at] = rows;
  if (at?.whole == null) return true;
  return at.mapped !== null && at.mapped > at.whole;
}

/** The agreements that the PSA listed last, with what decides whether a daily run reads them. */
export async function listedAgreements(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly ListedAgreement[]> {
  const { rows } = await sql<{
    id: string;
    companyId: string;
    parentAgreementId: string | null;
    readAt: Date;
    linesOutcome: AgreementOutcome | null;
    linesReadAt: Date | null;
    held: boolean;
  }>`
    with holding as (
      select l.agreement_id as id from psa_line l join service_mapping m on m.tenant_id = l.tenant_id
        and m.integration_id = l.integration_id and m.product_id = l.product_id
      where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
      union
      select was->>'agreementId' from vanished_line
      where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId})
    select a.foreign_id as id, a.company_id, a.parent_agreement_id, a.read_at, t.lines_outcome, t.lines_read_at,
      h.id is not null as held
    from psa_agreement a join ${agreementTimes(key, null)} t on t.agreement_id = a.foreign_id
    left join holding h on h.id = a.foreign_id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null
    order by a.foreign_id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    companyId: row.companyId,
    parentAgreementId: row.parentAgreementId,
    // What the list says of it is kept with the time since when it says so.
    isChanged: row.linesReadAt === null || row.readAt > row.linesReadAt,
    heldMappedLine: row.held,
    lastCompleteAt: row.linesOutcome === 'read' ? (row.linesReadAt?.toISOString() ?? null) : null,
  }));
}

/** How the companies that the PSA lists belong together. */
export async function companyLinks(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly Pick<PsaCompany, 'id' | 'parentCompanyId' | 'billToCompanyId'>[]> {
  return db
    .selectFrom('psaCompany')
    .select(['foreignId as id', 'parentCompanyId', 'billToCompanyId'])
    .where(ownedBy(key))
    .where('goneAt', 'is', null)
    .execute();
}

/** Days within which the background read comes to every agreement. */
export const backgroundReadDays = async (db: Queryable, key: IntegrationKey): Promise<number> =>
  (await compositionSettings(db, key)).checks.backgroundReadDays ?? defaultCheckLimits.backgroundReadDays;

/** Keeps with the run how many agreements it did not ask for: those left to the background read, and those taken as loaded. */
export async function noteNotAsked(
  db: Queryable,
  run: { readonly tenantId: string; readonly syncRunId: string },
  { inBackgroundRead, asLoaded }: Pick<AgreementsOfRun, 'inBackgroundRead' | 'asLoaded'>,
): Promise<void> {
  await db
    .updateTable('syncRun')
    .set({ agreementsInBackgroundRead: inBackgroundRead, agreementsAsLoaded: asLoaded.length })
    .where('tenantId', '=', run.tenantId)
    .where('id', '=', run.syncRunId)
    .execute();
}
