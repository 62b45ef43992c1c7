import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type ConfirmTotp,
  FactorAdded,
  NewPasskeyOptions,
  OwnSignIn,
  type PasskeyChange,
  RecoveryCodes,
  TotpSetUp,
} from '../../contracts/api/sign-in.ts';
import { createPasskey } from '../values/passkeys.ts';
import { read, send, sendOnly } from './client.ts';
import { sessionsKey } from './people.ts';
import { sessionKey } from './session.ts';

export type OwnSignInInfo = z.output<typeof OwnSignIn>;
export type PasskeyInfo = OwnSignInInfo['passkeys'][number];
export type TotpSetUpInfo = z.output<typeof TotpSetUp>;

export const ownSignInKey = ['own-sign-in'] as const;

export const useOwnSignIn = () =>
  useQuery({
    queryKey: ownSignInKey,
    queryFn: ({ signal }) => read('/me/sign-in', OwnSignIn, { signal }),
  });

/** A factor changes what confirms this session, and may end the other ones. */
function useReadAgain() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [ownSignInKey, sessionKey, sessionsKey].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
}

/**
 * Makes a passkey on this device. Returns recovery codes, shown once; null: the person has some. Whoever shows them reads
 * the session again afterwards, since a screen that asks for a factor goes with it.
 */
export const useAddPasskey = () =>
  useMutation({
    mutationFn: async (name: string) => {
      const response = await createPasskey(await send('POST', '/me/passkeys/options', NewPasskeyOptions));
      return (await send('POST', '/me/passkeys', FactorAdded, { body: { name, response } })).recoveryCodes;
    },
    retry: false,
    gcTime: 0,
  });

/** The secret of an authenticator app, which is in use once a code of it was confirmed. */
export const useStartTotp = () =>
  useMutation({ mutationFn: () => send('POST', '/me/totp', TotpSetUp), retry: false, gcTime: 0 });

/** Returns recovery codes as {@link useAddPasskey}. */
export const useConfirmTotp = () =>
  useMutation({
    mutationFn: async (body: z.input<typeof ConfirmTotp>) =>
      (await send('POST', '/me/totp/confirm', FactorAdded, { body })).recoveryCodes,
    retry: false,
    gcTime: 0,
  });

/** Reads again what adding a factor changed. */
export const useFactorAdded = useReadAgain;

/** Other codes in the place of the former ones; shown once. */
export function useNewRecoveryCodes() {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: async () => (await send('POST', '/me/recovery-codes', RecoveryCodes)).recoveryCodes,
    retry: false,
    gcTime: 0,
    onSettled: readAgain,
  });
}

export function useRenamePasskey() {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: ({ id, ...body }: z.input<typeof PasskeyChange> & { readonly id: string }) =>
      sendOnly('PATCH', `/me/passkeys/${id}`, { body }),
    onSettled: readAgain,
  });
}

/** What a person no longer signs in with. */
export type RemovedMethod =
  | { readonly kind: 'passkey' | 'identity'; readonly id: string; readonly name: string }
  | { readonly kind: 'totp' };

export function useRemoveMethod() {
  const readAgain = useReadAgain();
  return useMutation({
    mutationFn: (method: RemovedMethod) =>
      sendOnly(
        'DELETE',
        method.kind === 'totp'
          ? '/me/totp'
          : `/me/${method.kind === 'passkey' ? 'passkeys' : 'identities'}/${method.id}`,
      ),
    onSettled: readAgain,
  });
}
