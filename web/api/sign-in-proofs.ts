import { useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import { NewSession } from '../../contracts/api/session.ts';
import {
  type Confirmation,
  type GivenFactor,
  PasskeyOptions,
  SsoStarted,
  type StartSso,
} from '../../contracts/api/sign-in.ts';
import { canSuggestPasskeys, givePasskey, type PasskeyAnswer } from '../values/passkeys.ts';
import { send, sendOnly } from './client.ts';
import { type NewSessionInfo, useBegin } from './session.ts';

/** A challenge is good for five minutes; suggested passkeys get another before. */
export const suggestionMs = 4 * 60_000;

export type GivenFactorInfo = z.input<typeof GivenFactor>;

/** The second factor after the password. `passkey`: the browser asks for it. */
export function useGiveFactor() {
  const begin = useBegin();
  return useMutation({
    mutationFn: async (given: Exclude<GivenFactorInfo, { factor: 'passkey' }> | 'passkey'): Promise<void> => {
      const body: GivenFactorInfo =
        given === 'passkey'
          ? { factor: 'passkey', response: await passkeyFor('/session/second-factor/passkey-options') }
          : given;
      begin(await send('POST', '/session/second-factor', NewSession, { body }));
    },
    retry: false,
    gcTime: 0,
  });
}

/** A passkey alone, which says who the person is. */
export function usePasskeySignIn() {
  const begin = useBegin();
  return useMutation({
    mutationFn: async () => begin(await signInWith(await passkeyFor('/session/passkey/options'))),
    retry: false,
    gcTime: 0,
  });
}

/**
 * Waits until the person chooses one that the browser suggests. `null` where they chose none, the browser refuses to
 * suggest any, or the server makes no challenge now.
 */
export async function suggestedPasskey(isOver: () => boolean): Promise<PasskeyAnswer | null> {
  try {
    if (!(await canSuggestPasskeys()) || isOver()) return null;
    return await passkeyFor('/session/passkey/options', { suggested: true });
  } catch {
    return null;
  }
}

/** Throws {@link ApiError}. */
export const signInWith = (response: PasskeyAnswer): Promise<NewSessionInfo> =>
  send('POST', '/session/passkey', NewSession, { body: { response } });

/** What {@link useStepUp} takes; a passkey is asked for by the browser. */
export type ConfirmationGiven = Exclude<z.input<typeof Confirmation>, { response: unknown }> | 'passkey';

/** Confirms that the person is still there. */
export const useStepUp = () =>
  useMutation({
    mutationFn: async (given: ConfirmationGiven): Promise<void> => {
      const body: z.input<typeof Confirmation> =
        given === 'passkey'
          ? { factor: 'passkey', response: await passkeyFor('/session/step-up/passkey-options') }
          : given;
      await sendOnly('POST', '/session/step-up', { body });
    },
    retry: false,
    gcTime: 0,
  });

/** Opens the provider's page, which returns to `returnTo`. */
export const useStartSso = () =>
  useMutation({
    mutationFn: async (body: z.input<typeof StartSso>): Promise<void> => {
      const { url } = await send('POST', '/session/sso', SsoStarted, { body });
      globalThis.location.assign(url);
      // The page is left: the button stays busy until it is.
      await new Promise<never>(() => undefined);
    },
    retry: false,
    gcTime: 0,
  });

async function passkeyFor(path: string, how: { readonly suggested?: boolean } = {}): Promise<PasskeyAnswer> {
  return givePasskey(await send('POST', path, PasskeyOptions), how);
}
