import type { MemberWithPassword } from '../../db/people/people.ts';
import { findSignInCandidate } from '../../db/people/sign-ins.ts';
import {
  noteNetworkLimited,
  noteRefusal,
  type RefusedPassword,
} from '../../use-cases/people/refused-passwords.ts';
import { within } from '../../db/core/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import { createAttempts } from './attempts.ts';
import { networkOf } from './network.ts';
import { passwordFits, withPassword } from './passwords.ts';

export interface PasswordToCheck {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly requestId: string;
  readonly action: RefusedPassword['action'];
}

/**
 * The member whose email and password these are, who may sign in; null: they are not. Counted before it is looked at,
 * and written down where it does not fit. Throws TooManyRequests.
 */
export type CheckPassword = (asked: PasswordToCheck) => Promise<MemberWithPassword | null>;

/** A database that hangs must answer 503 within 3 s. */
const answerWithinMs = 2_600;

export function createPasswordCheck(deps: ApiDependencies): CheckPassword {
  const attempts = createAttempts(deps.db, deps.settings.signInLimits, (network) =>
    noteNetworkLimited(deps.db, network),
  );
  const inTime = <T>(answer: Promise<T>): Promise<T> =>
    within(answerWithinMs, answer, () => new Problem('DatabaseUnavailable'));
  return ({ email, password, address, requestId, action }) =>
    withPassword(async () => {
      const network = networkOf(address);
      const candidate = await inTime(findSignInCandidate(deps.db, email.trim(), network));
      const { member, isKnownNetwork } = candidate;
      const attempt = await inTime(attempts.begin({ person: candidate.email, network, isKnownNetwork }));
      const fits = await passwordFits(password, member?.passwordHash ?? null).catch(
        async (error: unknown) => {
          await attempt.undone();
          throw error;
        },
      );
      if (fits && member !== null && member.disabledAt === null) {
        await attempt.fitted();
        return member;
      }
      await noteRefusal(deps.db, { member, address, requestId, action });
      return null;
    });
}
