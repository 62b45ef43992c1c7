import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type LineMargin, lineMargin, type MarginContext } from '../../domain/margin/margin.ts';
import { vendorRates, type VolumeAccount } from '../../domain/margin/vendor-prices.ts';
import type { Queryable } from '../model/database.ts';
import { currencyOf } from '../people/people.ts';
import { vendorPrices } from '../settings/margin-settings.ts';
import type { ListedUsageLine } from './usage-lines.ts';

/** What margins of an integration's lines are computed with (RULES 15), as its accounts were counted last. */
export async function marginContext(db: Queryable, key: IntegrationKey): Promise<MarginContext> {
  const prices = await vendorPrices(db, key.tenantId);
  return {
    own: await currencyOf(db, key.tenantId),
    rates: prices === null ? null : vendorRates(prices, await volumeAccounts(db, key)),
  };
}

/** Of each line what it earns. The context of an integration is read once. */
export class MarginsOfLines {
  readonly #db: Queryable;
  readonly #tenantId: string;
  readonly #contexts = new Map<string, MarginContext>();

  constructor(db: Queryable, tenantId: string) {
    this.#db = db;
    this.#tenantId = tenantId;
  }

  async of({
    integrationId,
    composed,
  }: Pick<ListedUsageLine, 'integrationId' | 'composed'>): Promise<LineMargin> {
    const known = this.#contexts.get(integrationId);
    const context = known ?? (await marginContext(this.#db, { tenantId: this.#tenantId, integrationId }));
    this.#contexts.set(integrationId, context);
    return lineMargin(composed, context);
  }
}

async function volumeAccounts(db: Queryable, key: IntegrationKey): Promise<readonly VolumeAccount[]> {
  const { rows } = await sql<VolumeAccount>`
    select a.edition, a.mark, c.seats from vendor_account a
    left join lateral (
      select s.seats from seat_count s where s.tenant_id = a.tenant_id and s.vendor_account_id = a.id
      order by s.first_read_at desc limit 1) c on true
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null`.execute(
    db,
  );
  return rows;
}
