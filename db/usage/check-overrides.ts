import { randomUUID } from 'node:crypto';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { OverridableCheck } from '../../domain/usage/line-flags.ts';
import type { Tx } from '../model/database.ts';

/** An override binds check, seats and units (RULES 7). */
export async function overrideChecks(
  tx: Tx,
  key: IntegrationKey,
  override: {
    readonly groupKey: string;
    readonly checks: readonly OverridableCheck[];
    readonly count: number;
    /** Billable units of that count (RULES 13). */
    readonly units: number;
    readonly reason: string;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('checkOverride')
    .values(
      override.checks.map((check) => ({
        tenantId: key.tenantId,
        id: randomUUID(),
        integrationId: key.integrationId,
        groupKey: override.groupKey,
        checkName: check,
        count: String(override.count),
        units: String(override.units),
        reason: override.reason,
        overriddenBy: JSON.stringify(override.actor),
        overriddenAt: override.at,
      })),
    )
    .execute();
}
