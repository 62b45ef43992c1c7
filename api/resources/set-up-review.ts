import type { IntegrationKey } from '../../domain/keys.ts';
import { SetUpReview } from '../../contracts/api/mapping.ts';
import type { Queryable } from '../../db/core/database.ts';
import { mappingCounts } from '../../db/lists/integration-cards.ts';
import { listAgreements } from '../../db/lists/psa-agreements.ts';
import { listServices } from '../../db/lists/psa-catalogue.ts';
import { companiesWithSeveralLines, mappedCompanyIds } from '../../db/lists/set-up-review.ts';
import { entryOf } from '../../domain/kinds.ts';
import { gateTwo } from '../../domain/gates.ts';
import type { Day } from '../../domain/quantity.ts';
import { agreementUsability } from '../../domain/usage/agreement-usability.ts';
import { ok, type Route, route } from '../route.ts';
import { billingDayOf } from './billing-day-of.ts';
import { IdParams, integrationOf, keyOf, requireGateOne } from './integration-of.ts';

/** All agreements of a large MSP, in one reading. */
const everyAgreement = { offset: 0, limit: 100_000 } as const;

/** Agreements of mapped companies that would bill nothing, and those whose lines are not known. */
async function agreementsInQuestion(db: Queryable, key: IntegrationKey, today: Day) {
  const mapped = await mappedCompanyIds(db, key);
  const { items } = await listAgreements(
    db,
    key,
    { q: undefined, companyId: undefined },
    { by: 'company', descending: false },
    everyAgreement,
  );
  const ofMapped = items.filter(
    ({ agreement, goneAt }) => goneAt === null && mapped.has(agreement.companyId),
  );
  return {
    unusable: ofMapped.flatMap((row) => {
      const usability = agreementUsability(row.agreement, row.parent, today);
      if (usability.usable) return [];
      const { id, name, companyId } = row.agreement;
      return [{ id, name, companyId, companyName: row.companyName ?? companyId, reason: usability.reason }];
    }),
    unread: ofMapped.filter(({ linesOutcome }) => linesOutcome !== 'read').length,
  };
}

export const setUpReviewRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/set-up-review',
    tag: 'Mapping',
    summary: 'What Finish will start, and what deserves a look before',
    needs: 'read',
    params: IdParams,
    answers: { 200: SetUpReview },
    problems: ['GateNotMet', 'PhaseRefused'],
    handle: async (call) => {
      const { db, kinds } = call.deps;
      const key = keyOf(call);
      const integration = await integrationOf(db, key);
      await requireGateOne(db, integration);
      const counts = await mappingCounts(db, key);
      const agreements = await agreementsInQuestion(db, key, await billingDayOf(db, key));
      const several = await companiesWithSeveralLines(db, key);
      const gate = gateTwo({ mappedAccounts: counts.mapped, mappedServices: counts.mappedServices });
      return ok({
        accounts: {
          total: counts.accounts,
          mapped: counts.mapped,
          excluded: counts.excluded,
          unmapped: counts.unmapped,
        },
        services: await listServices(db, key),
        schedule: { ...integration.schedule, timeZone: 'UTC' },
        keepNames: integration.keepNames,
        firstSync: {
          accounts: counts.accounts,
          vendorCallsAtLeast: entryOf(kinds.vendors, integration.vendor).callsOfSync(
            Array.from({ length: counts.readable }, () => 0),
          ),
        },
        unusableAgreements: agreements.unusable,
        unreadAgreements: agreements.unread,
        companiesWithSeveralLines: several.map((row) => ({
          companyId: row.companyId,
          companyName: row.companyName,
          lines: Number(row.lines),
        })),
        gateTwo: { open: gate.met, missing: gate.missing },
      });
    },
  }),
];
