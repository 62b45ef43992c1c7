import { Button } from '../../components/button.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { useSearchParams } from '../../components/router.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSession } from '../../../messages/generated/console-session.ts';

/** Why a provider's page confirmed nothing, or connected no account: the address has the code. */
export default function SsoFailure() {
  const [search, setSearch] = useSearchParams();
  const text = useTexts(consoleSession);
  const code = search.get('failed') ?? '';
  const dismiss = (): void => {
    const rest = new URLSearchParams(search);
    rest.delete('failed');
    setSearch(rest, { replace: true });
  };
  return (
    <div className="px-6 pt-4">
      <FailureCard failure={{ code: /^[A-Za-z]{1,60}$/u.test(code) ? code : null }}>
        <Button onClick={dismiss}>{text('console-session.dismiss')}</Button>
      </FailureCard>
    </div>
  );
}
