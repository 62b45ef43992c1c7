import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { z } from 'zod';
import { mayBySettings, type Permission, whyNot } from '../../contracts/api/permissions.ts';
import { NewSession, Session, type SignIn } from '../../contracts/api/session.ts';
import { writeMoneyIn, writeTimesIn } from '../values/format.ts';
import { apiAddress, read, send, sendOnly } from './client.ts';
import { forgetDrafts } from './form-drafts.ts';
import { isPassing } from '../values/problem.ts';
import { reportSessionBegun } from './session-ended.ts';

export type SessionInfo = z.output<typeof Session>;

export const sessionKey = ['session'] as const;

/** Whoever is signed in reads times as their company does. */
function known<T extends SessionInfo>(session: T): T {
  writeTimesIn(session.tenant.timeZone);
  writeMoneyIn(session.tenant.currency);
  return session;
}

type RejectedBefore = z.output<typeof NewSession>['rejectedBefore'];
const rejectedBeforeKey = ['rejected-before'] as const;

export const useSessionQuery = () =>
  useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => known(await read('/session', Session, { signal })),
    staleTime: 300_000,
    retry: (times, error) => times < 2 && isPassing(error),
  });

/** Who is signed in. Only inside the shell, which waits for it. */
export function useSession(): SessionInfo {
  const { data } = useSessionQuery();
  if (data === undefined) throw new Error('used outside the shell');
  return data;
}

/** Each logo has its own URL, so that a browser never shows a previous one. */
export const logoAddress = (sha256: string): string => apiAddress(`/settings/logo?sha256=${sha256}`);

/** Null where it is allowed; else the sentence that a closed control shows. */
export function useClosed(): (permission: Permission) => string | null {
  const { role, marginRole } = useSession();
  return useCallback(
    (permission: Permission) => {
      if (mayBySettings({ role, marginRole }, permission)) return null;
      return permission === 'see-margin' ? whyNot(permission, marginRole) : whyNot(permission);
    },
    [role, marginRole],
  );
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof SignIn>) => send('POST', '/session', NewSession, { body }),
    retry: false,
    onSuccess: ({ rejectedBefore, ...session }) => {
      const before = client.getQueryData<SessionInfo>(sessionKey);
      // Another person must not see what the former one read.
      if (before !== undefined && before.member.id !== session.member.id) client.clear();
      client.setQueryData(sessionKey, known(session));
      client.setQueryData(rejectedBeforeKey, rejectedBefore);
      reportSessionBegun();
      // What was rejected before is read now; the rest of the page stays as it is.
      void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
    },
  });
}

/** Passwords rejected for this person before they signed in here, until they have seen it; null: none. */
export function useRejectedBefore() {
  const client = useQueryClient();
  // Never read: only the answer to the sign-in says it, and what reads everything again would lose it.
  const { data } = useQuery<RejectedBefore>({ queryKey: rejectedBeforeKey, queryFn: skipToken });
  return { rejectedBefore: data ?? null, seen: () => client.setQueryData(rejectedBeforeKey, null) };
}

/** The password once more. */
export const useStepUp = () =>
  useMutation({
    mutationFn: (password: string) => sendOnly('POST', '/session/step-up', { body: { password } }),
    retry: false,
    gcTime: 0,
  });

export function useSignOut() {
  return useMutation({ mutationFn: () => sendOnly('DELETE', '/session'), onSettled: forgetDrafts });
}
