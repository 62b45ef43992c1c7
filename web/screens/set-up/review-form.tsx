import { useNavigate } from 'react-router';
import { type Review, useIntegrationCommand } from '../../api/integrations.ts';
import { asApiError, isPassing } from '../../values/problem.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { useWords } from '../../components/words.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { plural } from '../../values/format.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { BillingZone } from './billing-zone.tsx';
import { FinishRefused } from './finish-refused.tsx';
import { KeepNames } from './keep-names.tsx';
import { MappedCard } from './mapped-card.tsx';
import { ReviewWarnings } from './review-warnings.tsx';
import { aboutTime } from './about-time.ts';
import { ScheduleField } from './schedule-field.tsx';
import { stepPath } from './set-up-steps.ts';
import { useReviewChoices } from './use-review-choices.ts';

/** What Finish will do, with the two choices it takes along. */
export function ReviewForm({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { time, keepNames, choose, forget } = useReviewChoices(integrationId, review);
  const { vendor } = useWords(integrationId);
  const whyClosed = useWhyClosed();
  const navigate = useNavigate();
  const { say } = useAnnouncer();
  const { key, renew } = useFormKey();
  const finish = useIntegrationCommand(integrationId, 'finish');
  const reason =
    whyClosed('finish') ??
    (review.gateTwo.missing.includes('account-mapping')
      ? 'Map at least one account first.'
      : review.gateTwo.missing.includes('service-mapping')
        ? 'Map at least one service first.'
        : null);
  const submit = (): void => {
    say('Finishing…');
    // A promise and no callbacks: once it is finished this form makes room, and would not hear of it.
    finish.mutateAsync({ key, body: { schedule: time, keepNames } }).then(
      () => {
        forget();
        say('First sync started.');
        void navigate('/usage');
      },
      (error: unknown) => {
        // The same press may be repeated after no answer; after a refusal the next one is another command.
        if (!isPassing(asApiError(error))) renew();
      },
    );
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <MappedCard integrationId={integrationId} review={review} />
        <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
          <h2 className="text-section font-semibold">Sync</h2>
          <ScheduleField time={time} onChange={(changed) => choose({ time: changed })} />
          <p className="text-ink-2">
            The first sync reads {plural(review.firstSync.accounts, 'account')}:{' '}
            {aboutTime(review.firstSync.secondsAbout)}. It writes nothing and changes nothing in {vendor}.
          </p>
          <KeepNames
            vendor={vendor}
            value={keepNames}
            onChange={(changed) => choose({ keepNames: changed })}
          />
        </section>
      </div>
      <BillingZone integrationId={integrationId} />
      <ReviewWarnings integrationId={integrationId} review={review} />
      {finish.error === null ? null : <FinishRefused error={finish.error} integrationId={integrationId} />}
      <div className="flex flex-wrap items-start justify-end gap-2 border-t border-line pt-4">
        <LinkButton to={stepPath('services', integrationId)}>Back</LinkButton>
        <ClosedButton
          look="primary"
          reason={reason}
          reasonAt="before"
          busy={finish.isPending}
          onClick={submit}
        >
          Finish
        </ClosedButton>
      </div>
    </div>
  );
}
