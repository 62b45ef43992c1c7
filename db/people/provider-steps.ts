import { sql } from 'kysely';
import type { SsoPurpose } from '../../domain/sign-ins.ts';
import type { Database } from '../model/database.ts';

/** What a browser that was sent to a provider is to come back with, and for what. */
export interface ProviderStep {
  readonly tenantId: string;
  readonly providerId: string;
  readonly purpose: SsoPurpose;
  /** A path of the console. */
  readonly returnTo: string;
  readonly challenge: { readonly state: string; readonly nonce: string; readonly verifier: string };
  /** ISO 8601. */
  readonly startedAt: string;
}

const minutes = 10;

/** @param sessionHash of the session that began the step and whose end cancels it; `null` for a sign-in */
export async function beginProviderStep(
  db: Database,
  idHash: string,
  step: ProviderStep,
  sessionHash: string | null,
): Promise<void> {
  await db
    .deleteFrom('signInStep')
    .where('kind', '=', 'provider')
    .where('expiresAt', '<', sql<Date>`now()`)
    .execute();
  await db
    .insertInto('signInStep')
    .values({
      idHash,
      kind: 'provider',
      sessionHash,
      data: JSON.stringify(step),
      expiresAt: sql<Date>`now() + make_interval(mins => ${minutes})`,
    })
    .execute();
}

/** Each is used once. Null: there is none, it was used, or it took too long. */
export async function endProviderStep(
  db: Database,
  idHash: string,
): Promise<{ readonly step: ProviderStep; readonly sessionHash: string | null } | null> {
  const row = await db
    .deleteFrom('signInStep')
    .where('idHash', '=', idHash)
    .where('kind', '=', 'provider')
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning(['data', 'sessionHash'])
    .executeTakeFirst();
  return row === undefined ? null : { step: row.data as ProviderStep, sessionHash: row.sessionHash };
}
