import { useState } from 'react';
import { useJoinOrganization } from '../../api/organizations.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useSearchParams } from '../../components/router.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { MethodCard } from './method-card.tsx';
import { consoleYourSignIn } from '../../../messages/generated/console-your-sign-in.ts';

/** For members of several organizations, and at the address with `?join`: an installation with one shows nothing of it. */
export function JoinOrganization() {
  const { organizations } = useSession();
  const [search] = useSearchParams();
  const [code, setCode] = useState('');
  const join = useJoinOrganization();
  const toast = useToast();
  const text = useTexts(consoleYourSignIn);
  if (organizations.length < 2 && !search.has('join')) return null;
  return (
    <MethodCard title={text('console-your-sign-in.join')} text={text('console-your-sign-in.join-why')}>
      <form
        className="flex max-w-sm flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (join.isPending || code.trim() === '') return;
          join.mutate(code.trim(), {
            onSuccess: ({ name, factorsRemoved }) => {
              setCode('');
              toast(text('console-your-sign-in.joined', { name }));
              if (factorsRemoved) toast(text('console-your-sign-in.joined-factors'));
            },
          });
        }}
      >
        <TextField label={text('console-your-sign-in.join-code')} value={code} onChange={setCode} />
        {join.error === null ? null : <ErrorCard error={join.error} />}
        <Button type="submit" busy={join.isPending} className="self-start">
          {text('console-your-sign-in.join-button')}
        </Button>
      </form>
    </MethodCard>
  );
}
