import { Link } from 'react-router';
import { useRefusedBefore } from '../../api/session.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { plural } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';

/** Told after signing in: somebody tried this person's password before. */
export function RefusedBefore() {
  const { refusedBefore, seen } = useRefusedBefore();
  if (refusedBefore === null) return null;
  const { times, lastAt, lastAddress } = refusedBefore;
  return (
    <div className="px-6 pt-4">
      <Banner tone="warn">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="grow">
            {plural(times, 'sign-in')} with your email {times === 1 ? 'was' : 'were'} refused since you last
            signed in, the last <Instant at={lastAt} /> from {lastAddress}. If that was not you,{' '}
            <Link to="/settings/password" className="underline">
              change your password
            </Link>{' '}
            and tell an administrator.
          </p>
          <Button onClick={seen}>It was me</Button>
        </div>
      </Banner>
    </div>
  );
}
