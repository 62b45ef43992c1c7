import type { IntegrationKey } from '../../domain/keys.ts';
import type { CanceledDay } from '../../domain/canceled-day.ts';
import type { Currencies } from '../../domain/currency.ts';
import type { CheckLimits } from '../../domain/usage/composition.ts';
import type { Queryable } from '../model/database.ts';
import { currenciesOf } from './settings.ts';

export interface CompositionSettings {
  /** Days are days here: the tenant's billing time zone, else the PSA's, else the tenant's (architecture.md 6). */
  readonly timeZone: string;
  readonly timeZoneOf: 'settings' | 'psa' | 'tenant';
  /**
   * False: the PSA was asked and gave no zone that is known, and no administrator set one; days are the tenant's
   * meanwhile, and nothing is approved, sent or closed by them (RULES 3).
   */
  readonly timeZoneKnown: boolean;
  /** The PSA's word for its zone, where that is not known; empty: it gave none. */
  readonly unknownTimeZone: string | null;
  /** Only what was changed from the defaults of RULES 7. */
  readonly checks: Partial<CheckLimits>;
  readonly currencies: Currencies;
  /** Whether the PSA bills the canceled day of a line (RULES 17). */
  readonly canceledDay: CanceledDay;
  /** Product ID by edition code, where an administrator said so (RULES 9). */
  readonly productIdentifierByEdition: Readonly<Record<string, string>>;
}

export async function compositionSettings(db: Queryable, key: IntegrationKey): Promise<CompositionSettings> {
  const tenant = await db
    .selectFrom('integration')
    .innerJoin('tenant', 'tenant.id', 'integration.tenantId')
    .select([
      'tenant.timeZone',
      'tenant.billingTimeZone',
      'tenant.currency',
      'integration.psaTimeZone',
      'integration.psaTimeZoneUnknown',
      'integration.canceledDay',
    ])
    .select((eb) => {
      const setting = (name: string) =>
        eb
          .selectFrom('setting')
          .select('value')
          .whereRef('tenantId', '=', 'tenant.id')
          .where('name', '=', name);
      return [
        setting('checks').as('checks'),
        setting('editionProducts').as('editionProducts'),
        setting('currencies').as('currencies'),
      ];
    })
    .where('integration.tenantId', '=', key.tenantId)
    .where('integration.id', '=', key.integrationId)
    .executeTakeFirstOrThrow();
  return {
    timeZone: tenant.billingTimeZone ?? tenant.psaTimeZone ?? tenant.timeZone,
    timeZoneOf: tenant.billingTimeZone !== null ? 'settings' : tenant.psaTimeZone !== null ? 'psa' : 'tenant',
    timeZoneKnown: tenant.billingTimeZone !== null || tenant.psaTimeZoneUnknown === null,
    unknownTimeZone: tenant.psaTimeZoneUnknown,
    // Both were parsed when they were stored (api/resources/settings).
    checks: tenant.checks ?? {},
    currencies: currenciesOf(tenant.currency, tenant.currencies),
    canceledDay: tenant.canceledDay,
    productIdentifierByEdition: (tenant.editionProducts ?? {}) as Readonly<Record<string, string>>,
  };
}
