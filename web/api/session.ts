import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { z } from 'zod';
import { mayBySettings, type Permission, whyNot } from '../../contracts/api/permissions.ts';
import { type NewSession, Session } from '../../contracts/api/session.ts';
import { writeMoneyIn, writeTimesIn } from '../values/format.ts';
import { apiAddress, read } from './client.ts';
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

export type NewSessionInfo = z.output<typeof NewSession>;
type RejectedBefore = NewSessionInfo['rejectedBefore'];
const rejectedBeforeKey = ['rejected-before'] as const;
const justSignedInKey = ['just-signed-in'] as const;

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

/** What every sign-in does with the session that it opened. */
export function useBegin() {
  const client = useQueryClient();
  return useCallback(
    ({ rejectedBefore, ...session }: NewSessionInfo): void => {
      const before = client.getQueryData<SessionInfo>(sessionKey);
      // Another person must not see what the former one read.
      if (before !== undefined && before.member.id !== session.member.id) client.clear();
      client.setQueryData(sessionKey, known(session));
      client.setQueryData(rejectedBeforeKey, rejectedBefore);
      client.setQueryData(justSignedInKey, before === undefined);
      reportSessionBegun();
      // What was rejected before is read now; the rest of the page stays as it is.
      void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
    },
    [client],
  );
}

/** True from signing in on the sign-in page until `seen`: the time for an offer, which no reload repeats. */
export function useJustSignedIn() {
  const client = useQueryClient();
  const { data } = useQuery<boolean>({ queryKey: justSignedInKey, queryFn: skipToken });
  return { justSignedIn: data === true, seen: () => client.setQueryData(justSignedInKey, false) };
}

/** Passwords rejected for this person before they signed in here, until they have seen it; null: none. */
export function useRejectedBefore() {
  const client = useQueryClient();
  // Never read: only the answer to the sign-in says it, and what reads everything again would lose it.
  const { data } = useQuery<RejectedBefore>({ queryKey: rejectedBeforeKey, queryFn: skipToken });
  return { rejectedBefore: data ?? null, seen: () => client.setQueryData(rejectedBeforeKey, null) };
}
