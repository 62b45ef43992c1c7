import type { ApiError } from '../../values/problem.ts';
import type { Texts } from '../../components/texts.ts';
import type { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';

/** Why a sign-in failed, and what to do. */
export function signInWords(
  { code, title, detail, retryAfterSeconds }: ApiError,
  text: Texts<typeof consoleSignIn.declared>,
  isSsoRequired = false,
): string {
  if (code === 'SignInRejected')
    return text(isSsoRequired ? 'console-sign-in.incorrect-or-provider' : 'console-sign-in.incorrect');
  if (code === 'TooManyRequests' && retryAfterSeconds !== null)
    return text('console-sign-in.too-many', { wait: Math.max(1, retryAfterSeconds) * 1000 });
  return text('console-sign-in.other', { title, detail });
}
