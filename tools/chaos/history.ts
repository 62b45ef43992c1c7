import { sql } from 'kysely';
import { growAround } from '../../test/environment/grown-scenario.ts';
import { pastActor } from '../../test/environment/grown-history.ts';
import { fingerprintOf } from '../oracle/ledger-fingerprint.ts';
import type { ChaosInstallation } from './chaos-installation.ts';
import { soon } from './scene.ts';

/** Who approved the changes of the past. */
export const historyActor = pastActor;

/** As much of `grown` (docs/testing.md) as the two minutes of the extended tier have time for, around the installation's own customers. */
const past = { days: 90, written: 400 } as const;
const withinMs = 60_000;

/**
 * Gives the integration of the installation a past: runs, and changes that were written and confirmed. Tries again while
 * PostgreSQL is down. The fingerprint of that part of the ledger, which nothing may change any more.
 */
export async function giveHistory(
  { db, tenantId }: ChaosInstallation,
  integrationId: string,
): Promise<string> {
  const fingerprint = await soon(withinMs, async () => {
    const there = await db
      .selectFrom('approval')
      .select('id')
      .where(sql<boolean>`actor = ${JSON.stringify(pastActor)}::jsonb`)
      .limit(1)
      .executeTakeFirst();
    if (there === undefined) await growAround(db, { tenantId, integrationId }, past);
    return fingerprintOf(db, pastActor);
  });
  if (fingerprint === null) throw new Error(`no past could be made within ${withinMs / 1_000} s`);
  return fingerprint;
}
