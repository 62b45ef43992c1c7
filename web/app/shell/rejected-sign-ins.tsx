import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Instant } from '../../components/instant.tsx';
import { Link } from '../../components/router.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { consoleSession } from '../../../messages/generated/console-session.ts';

export interface RejectedSignInsProps {
  readonly times: number;
  readonly lastAt: string;
  readonly lastAddress: string;
  readonly onSeen: () => void;
}

/** Sign-ins with this person's email that failed since the last one; `shell.tsx` loads it. */
export default function RejectedSignIns({ times, lastAt, lastAddress, onSeen }: RejectedSignInsProps) {
  const text = useTexts(consoleSession);
  return (
    <div className="px-6 pt-4">
      <Banner tone="warn">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="grow">
            {filled(
              text('console-session.failed-sign-ins', {
                times,
                when: slot(0),
                address: lastAddress,
                changePassword: slot(1),
              }),
              <Instant at={lastAt} />,
              <Link to="/settings/your-sign-in" className="underline">
                {text('console-session.change-password')}
              </Link>,
            )}
          </p>
          <Button onClick={onSeen}>{text('console-session.that-was-me')}</Button>
        </div>
      </Banner>
    </div>
  );
}
