import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { integrationKeys, type Status, useStatus } from '../../api/integrations.ts';
import { useWords } from '../../components/words.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { formatCount, formatTime } from '../../values/format.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { GateIndicator, loadedKinds, loadedWords } from './gate-indicator.tsx';
import { GateRetry } from './gate-retry.tsx';
import { SetUpLayout } from './set-up-layout.tsx';
import { doneSteps, gateOneReason, isFinished } from './set-up-progress.ts';
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
  const words = status.indicators.map(({ part, status: word }) => `${part} ${word}`).join(', ');
  useEffect(() => say(`Sync Status: ${words}.`), [say, words]);
  return (
    <SetUpLayout
      step="status"
      integrationId={integrationId}
      done={doneSteps(status)}
      title="Status"
      foot={
        <>
          <LinkButton to={stepPath('credentials', integrationId)}>Back</LinkButton>
          <LinkButton
            look="primary"
            to={stepPath('accounts', integrationId)}
            reason={isOpen ? null : gateOneReason(status)}
          >
            Next
          </LinkButton>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {status.live ? null : (
          <Banner tone="warn">
            From the records of {formatTime(status.readAt)}; the engine doesn&apos;t answer.
          </Banner>
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
          <p className="grow text-ink-2">Pending means verified and loaded, waiting for you to map.</p>
          <span className="text-label text-ink-3">Last read {formatTime(status.readAt)}</span>
          <Button
            busy={query.isFetching && !isWaiting}
            title="Reads the three again; starts no sync"
            onClick={() => void query.refetch()}
          >
            Sync status
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
  const loaded = Object.fromEntries(status.indicators.flatMap((one) => Object.entries(one.loaded)));
  const parts = loadedKinds.flatMap((kind) => {
    const count = loaded[kind];
    return count === undefined ? [] : [`${formatCount(count)} ${loadedWords(kind, words)}`];
  });
  if (parts.length === 0) return null;
  const isLoading = status.indicators.some(({ status: word }) => word === 'waiting');
  return (
    <p className="text-ink-2">
      Loaded{isLoading ? ' so far' : ''}: {parts.join(', ')}.
      {isLoading ? '' : ` Fewer than in ${words.psa}? ${words.ifFewerRecords}`}
    </p>
  );
}
