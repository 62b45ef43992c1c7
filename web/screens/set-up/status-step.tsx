import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { integrationKeys, type Status, useStatus } from '../../api/integrations.ts';
import { useWords } from '../../components/words.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { useTexts } from '../../components/texts.ts';
import { formatTime } from '../../values/format.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { GateIndicator, loadedKinds } from './gate-indicator.tsx';
import { GateRetry } from './gate-retry.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, gateOneReason, isFinished, partStatus } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';
import { stepPath } from './set-up-steps.ts';

const pollMs = 2_000;

/** Gate one: three indicators, read again by Sync status, which starts nothing. */
export function StatusStep({
  integrationId,
  status,
}: {
  readonly integrationId: string;
  readonly status: Status;
}) {
  const query = useStatus(integrationId);
  const client = useQueryClient();
  const { say } = useAnnouncer();
  const text = useTexts(consoleSetUp);
  const isWaiting = status.indicators.some(({ status: word }) => word === 'waiting');
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: integrationKeys.status(integrationId) }),
      pollMs,
    );
    return () => clearInterval(timer);
  }, [isWaiting, client, integrationId]);
  const isVerified = status.indicators.some(
    ({ part, status: word }) => part === 'integration' && word === 'pending',
  );
  const isOpen = status.gateOne.open || isFinished(status);
  const words = text('console-set-up.sync-status', {
    parts: status.indicators.map((one) => partStatus(one, text)),
  });
  useEffect(() => say(words), [say, words]);
  return (
    <SetUpLayout
      step="status"
      integrationId={integrationId}
      done={doneSteps(status)}
      title={text('console-set-up.step.status')}
      foot={
        <>
          <LinkButton to={stepPath('credentials', integrationId)}>{text('console-set-up.back')}</LinkButton>
          <LinkButton
            look="primary"
            to={stepPath('accounts', integrationId)}
            reason={isOpen ? null : gateOneReason(status, text)}
          >
            {text('console-set-up.next')}
          </LinkButton>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {status.live ? null : (
          <Banner tone="warn">{text('console-set-up.stale', { time: formatTime(status.readAt) })}</Banner>
        )}
        <ul className="grid gap-4 md:grid-cols-3">
          {status.indicators.map((indicator) => (
            <GateIndicator
              key={indicator.part}
              integrationId={integrationId}
              indicator={indicator}
              isVerified={isVerified}
            >
              {indicator.status === 'error' ? (
                <GateRetry integrationId={integrationId} part={indicator.part} />
              ) : null}
            </GateIndicator>
          ))}
        </ul>
        <div className="flex flex-wrap items-center gap-3">
          <p className="grow text-ink-2">{text('console-set-up.pending-means')}</p>
          <span className="text-label text-ink-3">
            {text('console-set-up.last-read', { time: formatTime(status.readAt) })}
          </span>
          <Button
            busy={query.isFetching && !isWaiting}
            title={text('console-set-up.read-status-hint')}
            onClick={() => void query.refetch()}
          >
            {text('console-set-up.read-status')}
          </Button>
        </div>
        <LoadedLine integrationId={integrationId} status={status} />
      </div>
    </SetUpLayout>
  );
}

/** "Loaded: 250 companies, … Fewer than in the PSA? Check …", in the words of the PSA. */
function LoadedLine({ integrationId, status }: { readonly integrationId: string; readonly status: Status }) {
  const words = useWords(integrationId);
  const text = useTexts(consoleSetUp, integrationId);
  const loaded = Object.fromEntries(status.indicators.flatMap((one) => Object.entries(one.loaded)));
  const parts = loadedKinds.flatMap((kind) => {
    const count = loaded[kind];
    return count === undefined ? [] : [text(`console-set-up.kind.${kind}`, { count })];
  });
  if (parts.length === 0) return null;
  const isLoading = status.indicators.some(({ status: word }) => word === 'waiting');
  return (
    <p className="text-ink-2">
      {text(isLoading ? 'console-set-up.loaded-so-far' : 'console-set-up.loaded', { parts })}
      {isLoading ? '' : ` ${text('console-set-up.fewer', { advice: words.ifFewerRecords })}`}
    </p>
  );
}
