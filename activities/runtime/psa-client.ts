import type { ApplicationFailure } from '@temporalio/common';
import type { IntegrationKey } from '../../domain/keys.ts';
import { psaSet } from '../../domain/credentials.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { message } from '../../messages/message.ts';
import { foundBy } from '../../psa/failures.ts';
import type { Psa, PsaFailure, PsaWork } from '../../psa/port.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { passing, permanent } from './failures.ts';
import { workingCredential } from './sealed-credentials.ts';

export interface CountedPsa {
  readonly psa: Psa;
  /** Calls made since the last time this was asked. */
  takeCalls(): number;
}

/** The working PSA client of an integration for one piece of work; each attempt counts and is a sign of life. */
export async function workingPsa(
  deps: ActivityDependencies,
  key: IntegrationKey,
  work: PsaWork,
): Promise<CountedPsa> {
  const stored = await workingCredential(deps, key, psaSet);
  if (stored === null) throw permanent('CredentialSetMissing', message('psas.credential-missing'));
  let calls = 0;
  const onCall = (code: string | null): void => {
    calls += 1;
    work.onCall(code);
  };
  const psa = deps.psa(stored.kinds.psa, stored.fields, {
    ...work,
    timeZone: (await compositionSettings(deps.db, key)).timeZone,
    onCall,
    known: deps.knownPsas.of(stored.id),
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

/** What ends an attempt whose PSA takes no more calls for now, nor any for the next reading; null: it is another failure. */
export const busyOf = (failure: PsaFailure): ApplicationFailure | null =>
  failure.code === 'PsaBusy' ? passing('PsaBusy', foundBy(failure), failure.retryAfterMs) : null;
