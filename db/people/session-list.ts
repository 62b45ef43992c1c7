import { sql } from 'kysely';
import type { SecondFactor, SignInMethod } from '../../domain/sign-ins.ts';
import type { Queryable } from '../model/database.ts';
import type { SessionLimits } from './sessions.ts';

/** Scripts may sign in often; a person sees the latest. */
const mostListed = 200;

export interface ListedSession {
  readonly id: string;
  readonly tokenHash: string;
  readonly device: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly method: SignInMethod;
  readonly factor: SecondFactor | null;
}

/** Those that have not ended, the latest used first. */
export async function listSessions(
  db: Queryable,
  tenantId: string,
  memberId: string,
  limits: SessionLimits,
): Promise<readonly ListedSession[]> {
  return db
    .selectFrom('session')
    .select(['id', 'idHash as tokenHash', 'device', 'address', 'createdAt', 'lastSeenAt', 'expiresAt'])
    .select(['method', 'factor'])
    .where('tenantId', '=', tenantId)
    .where('memberId', '=', memberId)
    .where('expiresAt', '>', sql<Date>`now()`)
    .where('lastSeenAt', '>', sql<Date>`now() - make_interval(secs => ${limits.idleSeconds})`)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id')
    .limit(mostListed)
    .execute();
}
