import { useState } from 'react';
import { type StreamInfo, useChangeStream } from '../../../api/audit-streams.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { Instant } from '../../../components/instant.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { RemoveStreamDialog, RotateStreamDialog, SendAgainDialog } from './stream-dialogs.tsx';

const marks = { active: 'active', failing: 'failed', paused: 'inactive' } as const;

export function AuditStreamCard({ stream }: { readonly stream: StreamInfo }) {
  const { url, state, kind, createdBy, createdAt } = stream;
  const text = useTexts(consoleSettings);
  const facts = { kind: text(`console-settings.stream-kind.${kind}`), when: slot(0) };
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 font-medium break-all">
          <VendorText text={url} />
        </p>
        <StatusPill state={marks[state]} words={text(`console-settings.stream.${state}`)} inRow />
      </div>
      <p className="text-table text-ink-2">
        {createdBy.name === null
          ? filled(text('console-settings.stream-facts', facts), <Instant at={createdAt} />)
          : filled(
              text('console-settings.stream-facts-by', { ...facts, name: slot(1) }),
              <Instant at={createdAt} />,
              <VendorText text={createdBy.name} />,
            )}
      </p>
      <Progress stream={stream} />
      <Actions stream={stream} />
    </li>
  );
}

function Progress({ stream }: { readonly stream: StreamInfo }) {
  const { sentTo, waiting, lastSuccessAt, failingSince, lastFailure } = stream;
  const text = useTexts(consoleSettings);
  return (
    <ul className="flex flex-col gap-1 text-table">
      <li>
        {lastSuccessAt === null ? (
          <span className="text-ink-3">{text('console-settings.none-confirmed')}</span>
        ) : (
          filled(
            text('console-settings.confirmed-to', { seq: sentTo, when: slot(0) }),
            <Instant at={lastSuccessAt} />,
          )
        )}
      </li>
      {waiting === 0 ? null : <li>{text('console-settings.entries-waiting', { count: waiting })}</li>}
      {failingSince === null ? null : (
        <li>
          {filled(text('console-settings.failing-since', { when: slot(0) }), <Instant at={failingSince} />)}
        </li>
      )}
      {lastFailure?.cause == null ? null : (
        <li>
          {filled(
            text('console-settings.failed-cause', {
              label: text('console-settings.last-failure'),
              when: slot(0),
              title: lastFailure.cause.title,
              detail: slot(1),
              advice: lastFailure.cause.advice,
            }),
            <Instant at={lastFailure.at} />,
            <VendorText text={lastFailure.cause.detail} />,
          )}
        </li>
      )}
    </ul>
  );
}

function Actions({ stream }: { readonly stream: StreamInfo }) {
  const { id, url, state, kind, sentTo } = stream;
  const text = useTexts(consoleSettings);
  const [asking, setAsking] = useState<'again' | 'rotate' | 'remove' | null>(null);
  const change = useChangeStream(id);
  const isPaused = state === 'paused';
  const close = (): void => setAsking(null);
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button
          dense
          aria-label={text(isPaused ? 'console-settings.resume-stream' : 'console-settings.pause-stream', {
            url,
          })}
          busy={change.isPending}
          onClick={() => change.mutate({ paused: !isPaused })}
        >
          {text(isPaused ? 'console-settings.resume' : 'console-settings.pause')}
        </Button>
        {sentTo === 0 ? null : (
          <Button
            dense
            aria-label={text('console-settings.send-again-to', { url })}
            onClick={() => setAsking('again')}
          >
            {text('console-settings.send-again')}
          </Button>
        )}
        {kind === 'lines' ? null : (
          <Button
            dense
            aria-label={text('console-settings.rotate-secret-of', { url })}
            onClick={() => setAsking('rotate')}
          >
            {text('console-settings.rotate-secret')}
          </Button>
        )}
        <Button
          dense
          aria-label={text('console-settings.delete-webhook', { url })}
          onClick={() => setAsking('remove')}
        >
          {text('console-settings.delete')}
        </Button>
      </div>
      {change.error === null ? null : <ErrorCard error={change.error} />}
      {asking === 'again' ? <SendAgainDialog stream={stream} onClose={close} /> : null}
      {asking === 'rotate' ? <RotateStreamDialog stream={stream} onClose={close} /> : null}
      {asking === 'remove' ? <RemoveStreamDialog stream={stream} onClose={close} /> : null}
    </>
  );
}
