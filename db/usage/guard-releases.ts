import { randomUUID } from 'node:crypto';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { ReleasableGuard } from '../../domain/usage/line-flags.ts';
import type { Tx } from '../model/database.ts';

/** A release binds guard and count (RULES 7). */
export async function releaseGuards(
  tx: Tx,
  key: IntegrationKey,
  release: {
    readonly groupKey: string;
    readonly guards: readonly ReleasableGuard[];
    readonly count: number;
    readonly reason: string;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('guardRelease')
    .values(
      release.guards.map((guard) => ({
        tenantId: key.tenantId,
        id: randomUUID(),
        integrationId: key.integrationId,
        groupKey: release.groupKey,
        guard,
        count: String(release.count),
        reason: release.reason,
        releasedBy: JSON.stringify(release.actor),
        releasedAt: release.at,
      })),
    )
    .execute();
}
