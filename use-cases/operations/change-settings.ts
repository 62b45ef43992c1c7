import { recordAudit } from '../../db/audit/audit.ts';
import type { Queryable, Tx } from '../../db/core/database.ts';
import {
  changeGuardLimits,
  changeWriteCaps,
  type Given,
  secretReminderDays,
  setEditionProducts,
  setSecretReminderDays,
  setUnusedAfterDays,
  unusedAfterDays,
  type UsageSettings,
  usageSettings,
  writeCaps,
} from '../../db/core/settings.ts';
import { changeTenant, findTenant } from '../../db/people/people.ts';
import { keepSecretNotices } from '../../db/secrets/held-secrets.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { GuardLimits } from '../../domain/usage/composition.ts';
import type { DailyCaps } from '../../domain/write-back/daily-cap.ts';
import type { AskedBy } from '../asked-by.ts';
import { type Refused, refused } from '../outcome.ts';
import { judgeDaysAnew } from '../runs/time-zone-notice.ts';

/** What a tenant has set, else the defaults. */
export interface TenantSettings extends UsageSettings {
  readonly currency: string;
  readonly timeZone: string;
  readonly billingTimeZone: string | null;
  readonly writeCaps: DailyCaps;
  readonly secretReminderDays: number;
  readonly unusedAfterDays: number;
}

/** What is given; the rest stays. */
export type SettingsChange = {
  readonly [Name in keyof Omit<TenantSettings, 'guards' | 'writeCaps'>]?: TenantSettings[Name] | undefined;
} & {
  readonly guards?: Given<GuardLimits> | undefined;
  readonly writeCaps?: Given<DailyCaps> | undefined;
};

export async function tenantSettings(db: Queryable, tenantId: string): Promise<TenantSettings | null> {
  const tenant = await findTenant(db, tenantId);
  if (tenant === null) return null;
  const { currency, timeZone, billingTimeZone } = tenant;
  return {
    currency,
    timeZone,
    billingTimeZone,
    ...(await usageSettings(db, tenantId)),
    writeCaps: await writeCaps(db, tenantId),
    secretReminderDays: await secretReminderDays(db, tenantId),
    unusedAfterDays: await unusedAfterDays(db, tenantId),
  };
}

/** Changes what is given and keeps the rest; it holds from the next composition on. */
export async function changeSettings(
  tx: Tx,
  change: SettingsChange,
  kinds: Kinds,
  by: AskedBy,
): Promise<TenantSettings | Refused> {
  const { tenantId } = by;
  const before = await tenantSettings(tx, tenantId);
  if (before === null) return refused('NotFound');
  const { currency, timeZone, billingTimeZone } = change;
  await changeTenant(tx, tenantId, { currency, timeZone, billingTimeZone });
  if (change.guards !== undefined) await changeGuardLimits(tx, tenantId, change.guards);
  if (change.writeCaps !== undefined) await changeWriteCaps(tx, tenantId, change.writeCaps);
  if (change.editionProducts !== undefined) await setEditionProducts(tx, tenantId, change.editionProducts);
  if (change.secretReminderDays !== undefined) {
    await setSecretReminderDays(tx, tenantId, change.secretReminderDays);
    await keepSecretNotices(tx, tenantId, kinds, by.now);
  }
  if (change.unusedAfterDays !== undefined) await setUnusedAfterDays(tx, tenantId, change.unusedAfterDays);
  if (billingTimeZone !== undefined || timeZone !== undefined) await judgeDaysAnew(tx, tenantId, by.now);
  const after = await tenantSettings(tx, tenantId);
  if (after === null) throw new Error('a tenant vanished while its settings were changed');
  await recordAudit(tx, {
    ...by,
    action: 'settings.changed',
    objectKind: 'tenant',
    objectId: tenantId,
    detail: { before, after },
  });
  return after;
}
