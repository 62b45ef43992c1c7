import type { IntegrationKey } from '../../../domain/keys.ts';
import { SuggestionList, SuggestionQuery } from '../../../contracts/api/mapping.ts';
import { companies } from '../../../db/usage/psa-facts.ts';
import { PerVersion } from '../../../db/driver/per-version.ts';
import { dataVersionOfTenant } from '../../../db/integrations/data-versions.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { formerDecisions } from '../../../db/mapping/former-decisions.ts';
import { accountsToMap, rejectedSuggestions } from '../../../db/lists/set-up-review.ts';
import { termsOfKinds } from '../../../domain/kinds.ts';
import { type Suggestion, suggestMappings } from '../../../domain/mapping/suggestions.ts';
import { answerList, versionOfIntegration } from '../../list-answer.ts';
import { rendererOf } from '../../rendering.ts';
import { type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { suggestionText } from './suggestion-texts.ts';

interface Named extends Suggestion {
  readonly accountName: string;
  readonly company: { readonly id: string; readonly name: string; readonly identifier: string | null };
}

/** Of each integration: its pages are read one after the other, and looked at again by everybody who maps. */
const kept = new PerVersion<readonly Named[]>(10);

/** Worked out once per data version of all integrations: former ones say something too. */
const allSuggestions = async (db: Queryable, key: IntegrationKey): Promise<readonly Named[]> =>
  kept.of(JSON.stringify(key), await dataVersionOfTenant(db, key.tenantId), () => suggestionsNow(db, key));

/** Only accounts without a decision are suggested for; rejections are remembered (RULES 11). */
async function suggestionsNow(db: Queryable, key: IntegrationKey): Promise<readonly Named[]> {
  const accounts = await accountsToMap(db, key);
  if (accounts.length === 0) return [];
  const known = await companies(db, key);
  const rejected = (await rejectedSuggestions(db, key)).map((row) => ({
    accountId: row.vendorAccountId,
    companyId: row.companyId,
  }));
  const accountNames = new Map(accounts.map(({ id, name }) => [id, name]));
  const byId = new Map(known.map((company) => [company.id, company]));
  const former = await formerDecisions(db, key);
  return suggestMappings({ accounts, companies: known, rejected, former }).flatMap((suggestion) => {
    const company = byId.get(suggestion.companyId);
    const accountName = accountNames.get(suggestion.accountId);
    return company === undefined || accountName === undefined
      ? []
      : [{ ...suggestion, accountName, company }];
  });
}

export const suggestionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/suggestions',
    tag: 'Mapping',
    summary:
      'Candidate companies for unmapped accounts, by name or a former PSA mapping, with score and reason; a person decides',
    needs: 'read',
    params: IdParams,
    query: SuggestionQuery,
    answers: { 200: SuggestionList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const render = rendererOf(call.request, termsOfKinds(deps.kinds, await integrationOf(deps.db, key)));
      const text = query.q?.toLowerCase();
      const fits = (item: Named): boolean =>
        (query.account === undefined || item.accountId === query.account) &&
        (text === undefined ||
          item.accountName.toLowerCase().includes(text) ||
          item.company.name.toLowerCase().includes(text));
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        async (db, page) => {
          const all = (await allSuggestions(db, key)).filter(fits);
          if (query.sort === 'account') {
            all.sort(
              (a, b) =>
                compare(a.accountName, b.accountName) ||
                compare(a.accountId, b.accountId) ||
                b.score - a.score,
            );
          }
          return { items: all.slice(page.offset, page.offset + page.limit), total: all.length };
        },
        (item) => ({
          account: { id: item.accountId, name: item.accountName },
          company: { id: item.company.id, name: item.company.name, identifier: item.company.identifier },
          score: item.score,
          reason: item.reason,
          words: render(suggestionText(item, deps.kinds, 'company')),
          ambiguous: item.ambiguous,
          hasTwin: item.hasTwin,
        }),
      );
    },
  }),
];

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
