import { Link } from '../../components/router.tsx';
import type { Status } from '../../api/integrations.ts';
import { useTexts } from '../../components/texts.ts';
import { Banner } from '../../components/banner.tsx';
import { gateOneReason } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

/** In the place of a step that is not open yet: what is missing, and where that is. */
export function GateNotice({
  integrationId,
  status,
}: {
  readonly integrationId: string;
  readonly status: Status;
}) {
  const text = useTexts(consoleSetUp);
  const isAuthenticated = status.indicators.some(
    ({ part, status: word }) => part === 'integration' && word === 'pending',
  );
  const step = isAuthenticated ? 'status' : 'credentials';
  return (
    <Banner tone="warn">
      <p>{gateOneReason(status, text)}</p>
      <Link to={stepPath(step, integrationId)} className="text-accent underline">
        {text(isAuthenticated ? 'console-set-up.view-status' : 'console-set-up.to-credentials')}
      </Link>
    </Banner>
  );
}
