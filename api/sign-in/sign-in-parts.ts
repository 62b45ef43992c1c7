import type { SignInOutcome, SignInVia } from '../metrics.ts';
import { Problem } from '../problems.ts';
import type { Answer } from '../route.ts';
import type { Authenticator } from './authenticator.ts';

/** Shared by all sign-in methods. */
export interface SignInParts {
  readonly authenticator: Authenticator;
  /** Of the cookie of sessions. */
  readonly cookieName: () => Promise<string>;
  readonly countSignIn: (via: SignInVia, outcome: SignInOutcome) => void;
}

/** Counts how a sign-in ended: a session, a rejection, or too many to look at. One that continues with another step did not end. */
export async function countedSignIn(
  { countSignIn }: Pick<SignInParts, 'countSignIn'>,
  via: SignInVia,
  signIn: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await signIn();
    if (answer.kind === 'json' && answer.status === 201) countSignIn(via, 'accepted');
    return answer;
  } catch (error) {
    if (error instanceof Problem && error.status < 500)
      countSignIn(via, error.code === 'TooManyRequests' ? 'limited' : 'rejected');
    throw error;
  }
}
