import { randomUUID } from 'node:crypto';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { OverridableCheck } from '../../domain/usage/line-flags.ts';
import type { Tx } from '../model/database.ts';

/** A release binds check and count (RULES 7). */
export async function overrideChecks(
  tx: Tx,
  key: IntegrationKey,
  release: {
    readonly groupKey: string;
    readonly checks: readonly OverridableCheck[];
    readonly count: number;
    readonly reason: string;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('checkOverride')
    .values(
      release.checks.map((check) => ({
        tenantId: key.tenantId,
        id: randomUUID(),
        integrationId: key.integrationId,
        groupKey: release.groupKey,
        check,
        count: String(release.count),
        reason: release.reason,
        overriddenBy: JSON.stringify(release.actor),
        overriddenAt: release.at,
      })),
    )
    .execute();
}
