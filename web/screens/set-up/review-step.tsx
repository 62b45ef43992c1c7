import type { ReactNode } from 'react';
import { Link } from '../../components/router.tsx';
import { useSetUpReview } from '../../api/integration-commands.ts';
import { type Status } from '../../api/integrations.ts';
import { Banner } from '../../components/banner.tsx';
import { useTexts } from '../../components/texts.ts';
import { QueryView } from '../../components/query-view.tsx';
import { GateNotice } from './gate-notice.tsx';
import { ReviewForm } from './review-form.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, isFinished } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';

/** Everything that Finish will do, and Finish, once. */
export function ReviewStep({
  integrationId,
  status,
}: {
  readonly integrationId: string;
  readonly status: Status;
}) {
  const text = useTexts(consoleSetUp);
  const over = isFinished(status);
  const isOpen = status.gateOne.open && !over;
  const review = useSetUpReview(integrationId, isOpen);
  const layout = (children: ReactNode) => (
    <SetUpLayout
      step="review"
      integrationId={integrationId}
      done={doneSteps(status)}
      title={text('console-set-up.review')}
    >
      {children}
    </SetUpLayout>
  );
  if (over) {
    return layout(
      <Banner>
        {text('console-set-up.complete')}{' '}
        <Link className="text-accent underline" to={`/integrations/${integrationId}`}>
          {text('console-set-up.open-integration')}
        </Link>
      </Banner>,
    );
  }
  if (!isOpen) return layout(<GateNotice integrationId={integrationId} status={status} />);
  return layout(
    <QueryView query={review} rows={8}>
      {(data) => <ReviewForm integrationId={integrationId} review={data} />}
    </QueryView>,
  );
}
