import type { Role } from '../../domain/roles.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { put, valueOf } from './settings.ts';

/** How members of an organization must sign in. */
export interface SignInPolicy {
  /** Roles that need a second factor. */
  readonly secondFactorFor: readonly Role[];
  /** Only break-glass administrators sign in by other means than a provider. */
  readonly isSsoRequired: boolean;
}

/** What is not set is not required. */
export async function signInPolicy(db: Queryable, tenantId: string): Promise<SignInPolicy> {
  const set = (await valueOf(db, tenantId, 'signIn')) as Partial<SignInPolicy> | undefined;
  return { secondFactorFor: [], isSsoRequired: false, ...set };
}

export const setSignInPolicy = (tx: Tx, tenantId: string, policy: SignInPolicy): Promise<void> =>
  put(tx, tenantId, 'signIn', policy, false);
