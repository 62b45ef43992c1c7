import { Link, useNavigate } from '../../components/router.tsx';
import { type Review, useIntegrationCommand } from '../../api/integration-commands.ts';
import { asApiError, isPassing } from '../../values/problem.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { useTexts } from '../../components/texts.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { BillingZone } from './billing-zone.tsx';
import { MappedCard } from './mapped-card.tsx';
import { ReviewWarnings } from './review-warnings.tsx';
import { roughDuration } from './rough-duration.ts';
import { ScheduleField } from './schedule-field.tsx';
import type { SetUpTexts } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';
import { useReviewChoices } from './use-review-choices.ts';
import { Banner } from '../../components/banner.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { keeping } from '../../../domain/defaults.ts';

/** What Finish will do, with the two choices it takes along. */
export function ReviewForm({
  integrationId,
  review,
}: {
  readonly integrationId: string;
  readonly review: Review;
}) {
  const { time, keepNames, choose, forget } = useReviewChoices(integrationId, review);
  const text = useTexts(consoleSetUp, integrationId);
  const whyClosed = useDisabledReason();
  const navigate = useNavigate();
  const { say } = useAnnouncer();
  const { key, renew } = useFormKey();
  const finish = useIntegrationCommand(integrationId, 'finish');
  const reason =
    whyClosed('finish') ??
    (review.gateTwo.missing.includes('account-mapping')
      ? text('console-set-up.gate-two.account-mapping')
      : review.gateTwo.missing.includes('service-mapping')
        ? text('console-set-up.gate-two.service-mapping')
        : null);
  const about = roughDuration(review.firstSync.secondsAbout);
  const submit = (): void => {
    say(text('console-set-up.finishing'));
    // A promise and no callbacks: once it is finished this form makes room, and would not hear of it.
    finish.mutateAsync({ key, body: { schedule: time, keepNames } }).then(
      () => {
        forget();
        say(text('console-set-up.first-sync-started'));
        navigate('/usage');
      },
      (error: unknown) => {
        // The same press may be repeated after no answer; after a rejection the next one is another command.
        if (!isPassing(asApiError(error))) renew();
      },
    );
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <MappedCard integrationId={integrationId} review={review} />
        <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
          <h2 className="text-section font-semibold">{text('console-set-up.sync')}</h2>
          <ScheduleField time={time} onChange={(changed) => choose({ time: changed })} />
          <p className="text-ink-2">
            {text('console-set-up.first-sync', {
              accounts: review.firstSync.accounts,
              time: text(`console-set-up.about.${about.unit}`, { count: about.count }),
            })}
          </p>
          <KeepNames text={text} value={keepNames} onChange={(changed) => choose({ keepNames: changed })} />
        </section>
      </div>
      <BillingZone integrationId={integrationId} />
      <ReviewWarnings integrationId={integrationId} review={review} />
      {finish.error === null ? null : <FinishRejected error={finish.error} integrationId={integrationId} />}
      <div className="flex flex-wrap items-start justify-end gap-2 border-t border-line pt-4">
        <LinkButton to={stepPath('services', integrationId)}>{text('console-set-up.back')}</LinkButton>
        <ButtonWithReason
          look="primary"
          reason={reason}
          reasonAt="before"
          busy={finish.isPending}
          onClick={submit}
        >
          {text('console-set-up.finish')}
        </ButtonWithReason>
      </div>
    </div>
  );
}

/** "Not finished: … Nothing was started." with each missing thing linked. */
function FinishRejected({
  error,
  integrationId,
}: {
  readonly error: unknown;
  readonly integrationId: string;
}) {
  const text = useTexts(consoleSetUp);
  const problem = asApiError(error);
  if (problem.code !== 'GateNotMet') return <ErrorCard error={error} />;
  const parts = problem.items.map(({ part }) => part ?? '');
  const target = parts.some((part) => part.startsWith('service')) ? 'services' : 'accounts';
  return (
    <Banner tone="bad">
      {text('console-set-up.not-complete', {
        items: problem.items.map(({ detail }) => detail).join('; ') || problem.detail,
      })}{' '}
      <Link to={stepPath(target, integrationId)} className="text-accent underline">
        {text('console-set-up.to-step')}
      </Link>
    </Banner>
  );
}

/** Names of users are personal data: kept as evidence only where the MSP wants them (architecture.md 6). */
function KeepNames({
  text,
  value,
  onChange,
}: {
  readonly text: SetUpTexts;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">{text('console-set-up.store-usernames')}</legend>
      {(
        [
          [true, text('console-set-up.store-yes', { months: keeping.namesMonths })],
          [false, text('console-set-up.store-no')],
        ] as const
      ).map(([choice, words]) => (
        <label key={words} className="flex items-center gap-2">
          <input
            type="radio"
            name="keep-names"
            className="size-4 shrink-0 accent-accent"
            checked={value === choice}
            onChange={() => onChange(choice)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
