import type { Member } from '../../db/people/people.ts';
import { findSignInCandidate } from '../../db/people/sign-ins.ts';
import {
  noteNetworkLimited,
  noteRejection,
  type RejectedPassword,
} from '../../use-cases/people/rejected-passwords.ts';
import { within } from '../../db/driver/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import { createAttempts } from './attempts.ts';
import { networkOf } from './network.ts';
import { passwordFits, withPassword } from './passwords.ts';

/** What somebody presents to prove who they are. */
export interface Claim {
  readonly method: 'password';
  readonly email: string;
  readonly password: string;
}

/** From where a claim comes, and as what a rejection is recorded. */
export interface Attempt {
  readonly address: string;
  readonly requestId: string;
  readonly action: RejectedPassword['action'];
}

/** The one way in: who a claim proves, for sign-in and for confirming that a person is still there. */
export interface Authenticator {
  /**
   * The member whom the claim proves and who may sign in; null: nobody. An attempt is counted before the claim is looked
   * at, and recorded where it is rejected. Throws the problems TooManyRequests and DatabaseUnavailable.
   */
  authenticate(claim: Claim, attempt: Attempt): Promise<Member | null>;
}

/** A database that hangs must answer 503 within 3 s. */
const answerWithinMs = 2_600;

/** Proves by email and password. */
export function createPasswordAuthenticator(deps: Pick<ApiDependencies, 'db' | 'settings'>): Authenticator {
  const attempts = createAttempts(deps.db, deps.settings.signInLimits, (network) =>
    noteNetworkLimited(deps.db, network),
  );
  const inTime = <T>(answer: Promise<T>): Promise<T> =>
    within(answerWithinMs, answer, () => new Problem('DatabaseUnavailable'));
  return {
    authenticate: ({ email, password }, { address, requestId, action }) =>
      withPassword(async () => {
        const network = networkOf(address);
        const candidate = await inTime(findSignInCandidate(deps.db, email.trim(), network));
        const { person, member, isKnownNetwork } = candidate;
        const attempt = await inTime(attempts.begin({ person: candidate.email, network, isKnownNetwork }));
        const fits = await passwordFits(password, person?.passwordHash ?? null).catch(
          async (error: unknown) => {
            await attempt.undone();
            throw error;
          },
        );
        if (fits && member !== null && member.disabledAt === null) {
          await attempt.fitted();
          return member;
        }
        await noteRejection(deps.db, { member, address, requestId, action });
        return null;
      }),
  };
}
