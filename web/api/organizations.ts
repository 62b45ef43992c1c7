import { useMutation, useQueryClient } from '@tanstack/react-query';
import { JoinedOrganization } from '../../contracts/api/organizations.ts';
import { send, sendOnly } from './client.ts';
import { forgetDrafts } from './form-drafts.ts';
import { sessionKey } from './session.ts';

/** Continues in another organization of the person, on a new page: nothing that was read stays behind. */
export const useSwitchOrganization = () =>
  useMutation({
    mutationFn: (memberId: string) => sendOnly('PUT', '/session/membership', { body: { memberId } }),
    retry: false,
    onSuccess: () => {
      forgetDrafts();
      globalThis.location.assign('/');
    },
  });

/** With the code that an administrator of the other organization was shown. */
export function useJoinOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => send('POST', '/me/invitations', JoinedOrganization, { body: { code } }),
    retry: false,
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKey }),
  });
}
