import type { ErrorCode } from '../../contracts/errors.ts';
import type { Member } from '../../db/people/people.ts';
import { findSignInCandidate } from '../../db/people/sign-ins.ts';
import {
  noteNetworkLimited,
  noteRejection,
  type RejectedPassword,
} from '../../use-cases/people/rejected-passwords.ts';
import { notePasskeyCopied } from '../../use-cases/people/use-factor.ts';
import { within } from '../../db/driver/deadline.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import type { Caller } from './caller.ts';
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

/** Who a password proves. */
export interface Proven {
  readonly member: Member;
  /** The password alone does not sign them in. */
  readonly hasSecondFactor: boolean;
}

/** Who an attempt is counted for. */
interface Counted {
  /** One form for each person, as `Attempts.begin` has it. */
  readonly person: string;
  readonly isKnownNetwork: boolean;
  /** `null` when no person has this email. */
  readonly member: RejectedPassword['member'];
}

/** Verifies every claim of identity, at sign-in and when a person confirms that they are still there. */
export interface Authenticator {
  /**
   * Returns the person whom the claim proves, if they may sign in. An attempt is counted before it is examined, and
   * recorded where it is rejected. Throws the problems TooManyRequests and DatabaseUnavailable.
   */
  authenticate(claim: Claim, attempt: Attempt): Promise<Proven | null>;
  /**
   * Counts a second factor or a passkey likewise, before it is looked at. `look` throws the problem with which it rejects
   * one; whatever else it throws says nothing about the factor and is not counted.
   */
  counted<T>(of: Counted, attempt: Attempt, look: () => Promise<T>): Promise<T>;
}

/** A database that hangs must answer 503 within 3 s. */
const answerWithinMs = 2_600;

/** With these a factor is rejected. */
const rejections: ReadonlySet<ErrorCode> = new Set([
  'SecondFactorRejected',
  'PasskeyRejected',
  'PasskeyCopied',
]);

/** Counts what proves a person, whatever it is, by the same limits. */
export function createAuthenticator(deps: Pick<ApiDependencies, 'db' | 'settings'>): Authenticator {
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
        const { person, member, isKnownNetwork, hasSecondFactor, bypassesSso } = candidate;
        const attempt = await inTime(attempts.begin({ person: candidate.email, network, isKnownNetwork }));
        const fits = await passwordFits(password, person?.passwordHash ?? null).catch(
          async (error: unknown) => {
            await attempt.undone();
            throw error;
          },
        );
        const isOpen = bypassesSso || action !== 'session.rejected';
        if (fits && isOpen && member !== null && member.disabledAt === null) {
          // Who has only the password must not win back with it the attempts that guessing the code takes.
          await (hasSecondFactor ? attempt.undone() : attempt.fitted());
          return { member, hasSecondFactor };
        }
        // Where a provider decides, a right password is answered, counted, and noted as a wrong one is.
        const code = isOpen ? null : 'SsoRequired';
        await noteRejection(deps.db, { member, address, requestId, action, code });
        return null;
      }),
    counted: async ({ person, isKnownNetwork, member }, { address, requestId, action }, look) => {
      const network = networkOf(address);
      const attempt = await inTime(attempts.begin({ person, network, isKnownNetwork }));
      try {
        const found = await look();
        await attempt.fitted();
        return found;
      } catch (error) {
        if (!(error instanceof Problem && rejections.has(error.code))) {
          await attempt.undone();
          throw error;
        }
        if (error.code === 'PasskeyCopied' && member !== null)
          await notePasskeyCopied(deps.db, member, error.detail);
        await noteRejection(deps.db, { member, address, requestId, action, code: null });
        throw error;
      }
    },
  };
}

/** Whether the password belongs to the signed-in person. */
export async function isOwnPassword(
  authenticator: Authenticator,
  password: string,
  { caller, address, requestId }: Pick<Attempt, 'address' | 'requestId'> & { readonly caller: Caller },
): Promise<boolean> {
  // Their own email, never the one that an organization has for them: that may be another person's.
  const email = caller.signInEmail ?? `person ${caller.personId ?? ''}`;
  const attempt = { address, requestId, action: 'member.password-rejected' } as const;
  const proven = await authenticator.authenticate({ method: 'password', email, password }, attempt);
  return proven !== null && proven.member.personId === caller.personId;
}
