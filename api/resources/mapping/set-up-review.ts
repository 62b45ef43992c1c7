import type { IntegrationKey } from '../../../domain/keys.ts';
import { SetUpReview } from '../../../contracts/api/mapping.ts';
import { rulesInForce } from '../../../db/billing-rules/rules-in-force.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { mappingCounts } from '../../../db/lists/integration-cards.ts';
import { lookAlikes } from '../../../db/lists/look-alikes.ts';
import { listServices } from '../../../db/lists/psa-catalog.ts';
import {
  agreementsToDoubt,
  companiesWithSeveralLines,
  decidedByPeople,
} from '../../../db/lists/set-up-review.ts';
import { callsPerMinute } from '../../../db/secrets/credentials.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { entryOf, termsOfKinds } from '../../../domain/kinds.ts';
import { gateTwo } from '../../../domain/gates.ts';
import type { Day } from '../../../domain/quantity.ts';
import { secondsOfSync } from '../../../domain/sync-time.ts';
import { agreementUsability } from '../../../domain/usage/agreement-usability.ts';
import { rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { billingDayOf } from '../lifecycle/billing-day.ts';
import { accountLabel } from './vendor-accounts.ts';
import { IdParams, integrationOf, keyOf, requireGateOne } from '../lifecycle/integration-lookup.ts';

/** Agreements of mapped companies that would bill nothing, and those whose lines are not known. */
async function agreementsInQuestion(db: Queryable, key: IntegrationKey, today: Day, render: Renderer) {
  const { doubtful, unread } = await agreementsToDoubt(db, key, today);
  return {
    unusable: doubtful.flatMap(({ agreement, parent, companyName }) => {
      const usability = agreementUsability(agreement, parent, today);
      if (usability.usable) return [];
      const { id, name, companyId } = agreement;
      return [
        {
          id,
          name,
          companyId,
          companyName: companyName ?? companyId,
          reason: render(usability.reason),
        },
      ];
    }),
    unread,
  };
}

export const setUpReviewRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/set-up-review',
    tag: 'Mapping',
    summary: 'What Finish will start, and what to check first',
    needs: 'read',
    params: IdParams,
    answers: { 200: SetUpReview },
    problems: ['GateNotMet', 'PhaseRejected'],
    handle: async (call) => {
      const { db, kinds } = call.deps;
      const key = keyOf(call);
      const integration = await integrationOf(db, key);
      await requireGateOne(db, integration);
      const render = rendererOf(call.request, termsOfKinds(kinds, integration));
      const counts = await mappingCounts(db, key);
      const today = await billingDayOf(db, key);
      const agreements = await agreementsInQuestion(db, key, today, render);
      const several = await companiesWithSeveralLines(db, key, today);
      const decided = await decidedByPeople(db, key);
      const vendor = entryOf(kinds.vendors, integration.vendor);
      const calls = vendor.callsOfSync(Array.from({ length: counts.readable }, () => 0));
      const gate = gateTwo({ mappedAccounts: counts.mapped, mappedServices: counts.mappedServices });
      return ok({
        accounts: {
          total: counts.accounts,
          mapped: counts.mapped,
          excluded: counts.excluded,
          unmapped: counts.unmapped,
        },
        services: await listServices(db, key),
        lookAlikes: [...(await lookAlikes(db, key, today))],
        schedule: { ...integration.schedule, timeZone: 'UTC' },
        keepNames: integration.keepNames,
        exclusions: decided
          .filter(({ companyId }) => companyId === null)
          .map((account) => ({
            accountId: account.accountId,
            label: accountLabel(account, render),
            reason: account.reason ?? '',
          })),
        matchedByHand: decided.flatMap((account) => {
          const { accountId, companyId: id, companyName, companyIdentifier: identifier } = account;
          if (id === null) return [];
          return [
            {
              accountId,
              label: accountLabel(account, render),
              company: { id, name: companyName ?? id, identifier },
            },
          ];
        }),
        firstSync: {
          accounts: counts.accounts,
          vendorCallsAtLeast: calls,
          secondsAbout: secondsOfSync(calls, await callsPerMinute(db, key, vendor.listedWith)),
        },
        unusableAgreements: agreements.unusable,
        billingRules: (await rulesInForce(db, key, { since: today })).length,
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
