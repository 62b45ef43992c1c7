import type { IntegrationKey } from '../db/credentials.ts';
import { openCredential } from '../db/credentials.ts';
import type { Psa, PsaFailure } from '../psa/port.ts';
import { psaFailures } from '../psa/failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { permanent } from './failures.ts';

export interface CountedPsa {
  readonly psa: Psa;
  /** Calls made since the last time this was asked. */
  takeCalls(): number;
}

/** The working PSA client of an integration for one piece of work; each attempt counts and is a sign of life. */
export async function workingPsa(
  deps: ActivityDependencies,
  key: IntegrationKey,
  onCall: () => void,
): Promise<CountedPsa> {
  const stored = await openCredential(deps.db, deps.keyRing, key, 'psa', 'working');
  if (stored === null) throw permanent('CredentialSetMissing', 'the PSA credential is missing');
  let calls = 0;
  const psa = deps.psa(stored.fields, () => {
    calls += 1;
    onCall();
  });
  return {
    psa,
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

/** Cause and advice in one text for rows and gates. */
export const psaDetail = (failure: PsaFailure): string =>
  `${psaFailures[failure.code].advice} (${failure.detail})`;
