import { message } from '../../messages/message.ts';
import type { Queryable } from '../../db/model/database.ts';
import { integrationsOfLines } from '../../db/usage/usage-lines-to-decide.ts';

/** Items of a request about usage lines, each to be evaluated under the lock of its line's integration. */
export interface SortedItems<Item> {
  /** In the order sent; an item of an unknown line is in none. */
  readonly byIntegration: ReadonlyMap<string, readonly Item[]>;
  /** Whose line stands in the request before: what came of that is not known while they are evaluated. */
  readonly repeated: readonly Item[];
}

/** Why a repeated item is rejected. */
export const standsBefore = message('rejections.usage-line-repeated');

export async function itemsByIntegration<Item extends { readonly usageLineId: string }>(
  db: Queryable,
  tenantId: string,
  items: readonly Item[],
): Promise<SortedItems<Item>> {
  const ids = items.map(({ usageLineId }) => usageLineId);
  const integrations = await integrationsOfLines(db, tenantId, ids);
  const byIntegration = new Map<string, Item[]>();
  const repeated: Item[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const integrationId = integrations.get(item.usageLineId);
    if (integrationId === undefined) continue;
    if (seen.has(item.usageLineId)) repeated.push(item);
    else byIntegration.set(integrationId, [...(byIntegration.get(integrationId) ?? []), item]);
    seen.add(item.usageLineId);
  }
  return { byIntegration, repeated };
}
