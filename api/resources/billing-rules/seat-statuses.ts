import { SeatStatuses } from '../../../contracts/api/billing-rules.ts';
import { countedStatuses } from '../../../db/billing-rules/counted-statuses.ts';
import { rulesInForce } from '../../../db/billing-rules/rules-in-force.ts';
import type { Queryable } from '../../../db/model/database.ts';
import type { RuleChange } from '../../../domain/billing-rules/rule-change.ts';
import { entryOf, type Kinds } from '../../../domain/kinds.ts';
import { type Message, message } from '../../../messages/message.ts';
import type { Integration } from '../../../db/integrations/integrations.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

/** Statuses that take a seat: those that the vendor's seat rule knows, and others that were counted (RULES 1). */
async function seatStatuses(
  db: Queryable,
  kinds: Pick<Kinds, 'vendors'>,
  { tenantId, id: integrationId, vendor }: Integration,
): Promise<readonly string[]> {
  const { counted } = entryOf(kinds.vendors, vendor).seatRule;
  return [...new Set([...counted, ...(await countedStatuses(db, { tenantId, integrationId }))])];
}

/** Changes that exclude a status which takes no seat, by their place. A rule that is corrected may keep its own. */
export async function changesOfUnknownStatus(
  db: Queryable,
  kinds: Pick<Kinds, 'vendors'>,
  integration: Integration,
  changes: readonly RuleChange[],
): Promise<readonly { readonly at: number; readonly detail: Message }[]> {
  const excluding = changes.flatMap((change, at) =>
    change.change === 'end' || change.rule.terms.excludeStatuses === undefined
      ? []
      : [{ at, change, excluded: change.rule.terms.excludeStatuses }],
  );
  if (excluding.length === 0) return [];
  const statuses = await seatStatuses(db, kinds, integration);
  const key = { tenantId: integration.tenantId, integrationId: integration.id };
  const own = new Map(
    (await rulesInForce(db, key)).map(({ id, terms }) => [id, terms.excludeStatuses ?? []]),
  );
  return excluding.flatMap(({ at, change, excluded }) => {
    const kept = change.change === 'correct' ? (own.get(change.id) ?? []) : [];
    const unknown = excluded.find((status) => !statuses.includes(status) && !kept.includes(status));
    return unknown === undefined
      ? []
      : [{ at, detail: message('rejections.rule.unknown-status', { status: unknown, statuses }) }];
  });
}

export const seatStatusRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/seat-statuses',
    tag: 'Billing rules',
    summary: 'Statuses of users that take a seat, which a billing rule can exclude',
    needs: 'read',
    params: IdParams,
    answers: { 200: SeatStatuses },
    handle: async (call) => {
      const { db, kinds } = call.deps;
      const integration = await integrationOf(db, keyOf(call));
      return ok({ statuses: [...(await seatStatuses(db, kinds, integration))] });
    },
  }),
];
