import { useMutation } from '@tanstack/react-query';
import { SignedOut } from '../../contracts/api/sign-in.ts';
import { bodyOf, call } from './client.ts';
import { forgetDrafts } from './form-drafts.ts';

/** On a new page, so that nothing that was read stays behind: of the provider that opened the session, or of ours. */
export const useSignOut = () =>
  useMutation({
    mutationFn: async (): Promise<string | null> => {
      const response = await call('DELETE', '/session', {});
      return response.status === 204 ? null : SignedOut.parse(await bodyOf(response, undefined)).logoutUrl;
    },
    onSettled: (logoutUrl) => {
      forgetDrafts();
      globalThis.location.assign(logoutUrl ?? '/sign-in');
    },
  });
