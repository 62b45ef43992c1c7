import { useEffect, useEffectEvent, useState } from 'react';
import { stopSuggesting } from '../../values/passkeys.ts';
import { type ApiError, asApiError } from '../../values/problem.ts';
import { signInWith, suggestedPasskey, suggestionMs } from '../../api/sign-in-proofs.ts';
import { useBegin } from '../../api/session.ts';

export interface SuggestedPasskeysProps {
  readonly onSignedIn: () => void;
  /** The one that was chosen was rejected. */
  readonly onRejected: (error: ApiError) => void;
}

/** While it is there, the email field suggests passkeys. Silent until the person chooses one: they asked for nothing. */
export default function SuggestedPasskeys({ onSignedIn, onRejected }: SuggestedPasskeysProps) {
  const begin = useBegin();
  /** Each needs a new challenge. */
  const [round, setRound] = useState(0);
  const suggest = useEffectEvent(async (isOver: () => boolean) => {
    const chosen = await suggestedPasskey(isOver);
    if (chosen === null) return;
    try {
      begin(await signInWith(chosen));
      onSignedIn();
    } catch (error) {
      if (isOver()) return;
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
