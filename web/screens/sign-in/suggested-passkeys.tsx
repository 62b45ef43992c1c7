import { useEffect, useEffectEvent, useState } from 'react';
import { canSuggestPasskeys, stopSuggesting } from '../../values/passkeys.ts';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { signInByPasskey, suggestionMs } from '../../api/sign-in-proofs.ts';
import { useBegin } from '../../api/session.ts';

export interface SuggestedPasskeysProps {
  readonly onSignedIn: () => void;
  /** The one that was chosen was rejected. */
  readonly onRejected: (error: ApiError) => void;
}

/** No passkey was chosen, or the server makes no challenge now. */
const unasked: ReadonlySet<string> = new Set(['PasskeyCanceled', 'PasskeysUnavailable', 'TooManyRequests']);

/** While it is there, the email field suggests passkeys. */
export default function SuggestedPasskeys({ onSignedIn, onRejected }: SuggestedPasskeysProps) {
  const begin = useBegin();
  /** Each needs a new challenge. */
  const [round, setRound] = useState(0);
  const suggest = useEffectEvent(async (isOver: () => boolean) => {
    try {
      if (!(await canSuggestPasskeys()) || isOver()) return;
      const session = await signInByPasskey({ suggested: true });
      begin(session);
      onSignedIn();
    } catch (error) {
      const { code, status } = asApiError(error);
      if (isOver() || unasked.has(code) || status === 0) return;
      onRejected(asApiError(error));
      setRound((now) => now + 1);
    }
  });
  useEffect(() => {
    let over = false;
    void suggest(() => over);
    const timer = setTimeout(() => setRound((now) => now + 1), suggestionMs);
    return () => {
      over = true;
      clearTimeout(timer);
      stopSuggesting();
    };
  }, [round]);
  return null;
}
