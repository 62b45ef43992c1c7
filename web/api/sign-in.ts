import { useMutation, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { NewSession, type SignIn } from '../../contracts/api/session.ts';
import { SecondFactorNeeded, SignInOptions } from '../../contracts/api/sign-in.ts';
import { read, send } from './client.ts';
import { useBegin } from './session.ts';

export type SignInChoices = z.output<typeof SignInOptions>;
export type ProviderChoice = SignInChoices['providers'][number];
export type FactorsNeeded = z.output<typeof SecondFactorNeeded>;

const SignInAnswer = z.union([SecondFactorNeeded, NewSession]);

export const useSignInOptions = () =>
  useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) => read('/session/options', SignInOptions, { signal }),
    staleTime: 60_000,
    retry: false,
  });

/** Email and password. The answer says what is needed too; null: they are signed in. */
export function useSignIn() {
  const begin = useBegin();
  return useMutation({
    mutationFn: async (body: z.input<typeof SignIn>): Promise<FactorsNeeded | null> => {
      const answer = await send('POST', '/session', SignInAnswer, { body });
      if ('next' in answer) return answer;
      begin(answer);
      return null;
    },
    retry: false,
    gcTime: 0,
  });
}
