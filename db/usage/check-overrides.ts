import { randomUUID } from 'node:crypto';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { OverridableGuard } from '../../domain/usage/line-flags.ts';
import type { Tx } from '../model/database.ts';

/** A release binds guard and count (RULES 7). */
export async function overrideGuards(
  tx: Tx,
  key: IntegrationKey,
  release: {
    readonly groupKey: string;
    readonly guards: readonly OverridableGuard[];
    readonly count: number;
    readonly reason: string;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('checkOverride')
    .values(
      release.guards.map((guard) => ({
        tenantId: key.tenantId,
        id: randomUUID(),
        integrationId: key.integrationId,
        groupKey: release.groupKey,
        guard,
        count: String(release.count),
        reason: release.reason,
        overriddenBy: JSON.stringify(release.actor),
        overriddenAt: release.at,
      })),
    )
    .execute();
}
