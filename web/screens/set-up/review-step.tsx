import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { SetUpReview } from '../../../contracts/api/mapping.ts';
import { type Status, useIntegrationCommand, useSetUpReview } from '../../api/integrations.ts';
import { asApiError, isPassing } from '../../api/problem.ts';
import { useClosed } from '../../api/session.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Banner } from '../../components/banner.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { formatCount, plural } from '../../components/format.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { ScheduleField, type ScheduleTime } from './schedule-field.tsx';
import { GateNotice } from './gate-notice.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, isFinished } from './set-up-progress.ts';
import { stepPath } from './set-up-steps.ts';

type Review = z.output<typeof SetUpReview>;

/** Everything that Finish will do, and Finish, once. */
export function ReviewStep({
  integrationId,
  status,
}: {
  readonly integrationId: string;
  readonly status: Status;
}) {
  const over = isFinished(status);
  const isOpen = status.gateOne.open && !over;
  const review = useSetUpReview(integrationId, isOpen);
  const layout = (children: ReactNode) => (
    <SetUpLayout
      step="review"
      integrationId={integrationId}
      done={doneSteps(status)}
      title="Review and finish"
    >
      {children}
    </SetUpLayout>
  );
  if (over) {
    return layout(
      <Banner>
        The set-up is finished.{' '}
        <Link className="text-accent underline" to={`/integrations/${integrationId}`}>
          Open the integration
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

function ReviewForm({ integrationId, review }: { readonly integrationId: string; readonly review: Review }) {
  const [time, setTime] = useState<ScheduleTime>({
    hour: review.schedule.hour,
    minute: review.schedule.minute,
  });
  const [keepNames, setKeepNames] = useState(true);
  const closed = useClosed();
  const navigate = useNavigate();
  const { say } = useAnnouncer();
  const { key, renew } = useFormKey();
  const finish = useIntegrationCommand(integrationId, 'finish');
  const reason =
    closed('finish') ??
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
          <ScheduleField time={time} onChange={setTime} />
          <p className="text-ink-2">
            The first sync reads {plural(review.firstSync.accounts, 'account')}: at least{' '}
            {plural(review.firstSync.duoCallsAtLeast, 'Duo call')},{' '}
            {minutesOf(review.firstSync.duoCallsAtLeast)} at the default budget. It writes nothing and changes
            nothing in Duo.
          </p>
          <KeepNames value={keepNames} onChange={setKeepNames} />
        </section>
      </div>
      <Warnings integrationId={integrationId} review={review} />
      {finish.error === null ? null : <Refused error={finish.error} integrationId={integrationId} />}
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

/** 30 calls a minute is the pace a new credential starts at (DESIGN 8). */
const callsPerMinute = 30;
function minutesOf(calls: number): string {
  const minutes = Math.max(1, Math.ceil(calls / callsPerMinute));
  return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

function MappedCard({ integrationId, review }: { readonly integrationId: string; readonly review: Review }) {
  const { accounts, services } = review;
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">Mapping</h2>
      <p>
        <Link to={stepPath('accounts', integrationId)} className="text-accent underline">
          Accounts
        </Link>
        : {formatCount(accounts.mapped)} mapped · {formatCount(accounts.excluded)} excluded ·{' '}
        {formatCount(accounts.unmapped)} unmapped
      </p>
      <div>
        <Link to={stepPath('services', integrationId)} className="text-accent underline">
          Services
        </Link>
        :
        <ul className="list-disc pl-5">
          {services.map(({ id, name, products }) => (
            <li key={id}>
              {name}
              {products.length === 0 ? ': not mapped' : ' → '}
              {products.map(({ productId, lines }) => `${productId} (${plural(lines, 'line')})`).join(', ')}
            </li>
          ))}
        </ul>
      </div>
      {accounts.unmapped === 0 ? null : (
        <p className="text-ink-2">
          {accounts.unmapped === 1
            ? '1 unmapped account stays visible with its seats.'
            : `${formatCount(accounts.unmapped)} unmapped accounts stay visible with their seats.`}
        </p>
      )}
    </section>
  );
}

function KeepNames({
  value,
  onChange,
}: {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">Keep usernames as evidence</legend>
      {(
        [
          [true, 'Yes, for 13 months: who came and who went is shown by name.'],
          [false, 'No: only numbers are kept.'],
        ] as const
      ).map(([choice, words]) => (
        <label key={words} className="flex items-center gap-2">
          <input
            type="radio"
            name="keep-names"
            className="size-4 accent-accent"
            checked={value === choice}
            onChange={() => onChange(choice)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

const listed = 5;

function Warnings({ integrationId, review }: { readonly integrationId: string; readonly review: Review }) {
  const { unusableAgreements: unusable, companiesWithSeveralLines: several, unreadAgreements } = review;
  return (
    <>
      {unusable.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">{plural(unusable.length, 'agreement')} would bill nothing</p>
          <ul className="list-disc pl-5">
            {unusable.slice(0, listed).map(({ id, name, companyName, reason }) => (
              <li key={id}>
                <VendorText text={`${companyName} · ${name}`} />: {reason}
              </li>
            ))}
          </ul>
          {unusable.length > listed ? <p>and {formatCount(unusable.length - listed)} more</p> : null}
        </Banner>
      )}
      {several.length === 0 ? null : (
        <Banner tone="warn">
          <p className="font-medium">
            {several.length === 1 ? '1 company has' : `${formatCount(several.length)} companies have`} several
            lines; the review asks which one counts
          </p>
          <ul className="list-disc pl-5">
            {several.slice(0, listed).map(({ companyId, companyName, lines }) => (
              <li key={companyId}>
                <VendorText text={companyName} /> (CW {companyId}): {plural(lines, 'line')}
              </li>
            ))}
          </ul>
          {several.length > listed ? <p>and {formatCount(several.length - listed)} more</p> : null}
        </Banner>
      )}
      {unreadAgreements === 0 ? null : (
        <Banner tone="warn">
          {plural(unreadAgreements, 'agreement')} could not be read.{' '}
          <Link to={stepPath('status', integrationId)} className="text-accent underline">
            Status
          </Link>
        </Banner>
      )}
    </>
  );
}

/** "Not finished: … Nothing was started." with each missing thing linked. */
function Refused({ error, integrationId }: { readonly error: unknown; readonly integrationId: string }) {
  const problem = asApiError(error);
  if (problem.code !== 'GateNotMet') return <ErrorCard error={error} />;
  const parts = problem.items.map(({ part }) => part ?? '');
  const target = parts.some((part) => part.startsWith('service')) ? 'services' : 'accounts';
  return (
    <Banner tone="bad">
      Not finished: {problem.items.map(({ detail }) => detail).join('; ') || problem.detail}. Nothing was
      started.{' '}
      <Link to={stepPath(target, integrationId)} className="text-accent underline">
        Go there
      </Link>
    </Banner>
  );
}
