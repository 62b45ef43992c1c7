import { useState } from 'react';
import type { Integration } from '../../api/integrations.ts';
import { useClosed } from '../../api/session.ts';
import { type ReachedCap, useCapNotices, useContinueWrites } from '../../api/write-backs.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { Banner } from '../../components/banner.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { TurnOffWriteBackDialog } from '../write-back-switch/turn-off-dialog.tsx';
import { useWriteBacksTexts } from './texts.ts';

/** Whether anything is written at all; an administrator stops it here. */
export function WriteBackState() {
  const { integrations } = useRunWatch();
  return integrations
    .filter(({ finishedAt, phase }) => finishedAt !== null && phase !== 'disconnected')
    .map((integration) => <One key={integration.id} integration={integration} />);
}

function One({ integration }: { readonly integration: Integration }) {
  const { writeBackEnabled, writeRight, id } = integration;
  const text = useWriteBacksTexts(id);
  const closed = useClosed();
  const whyClosed = useDisabledReason();
  const [asking, setAsking] = useState(false);
  return (
    <span className="flex flex-wrap items-center gap-2 text-table">
      {text('console-write-backs.write-back')}{' '}
      <StatusPill
        state={writeBackEnabled ? 'active' : 'inactive'}
        words={
          writeBackEnabled ? text(`console-write-backs.on.${writeRight}`) : text('console-write-backs.off')
        }
      />
      {writeBackEnabled && closed('write-back') === null ? (
        <span className="max-sm:hidden">
          <ButtonWithReason
            dense
            look="quiet"
            reason={whyClosed('write-back')}
            reasonAt="before"
            onClick={() => setAsking(true)}
          >
            {text('console-write-backs.turn-off')}
          </ButtonWithReason>
        </span>
      ) : null}
      {asking ? <TurnOffWriteBackDialog integrationId={id} onClose={() => setAsking(false)} /> : null}
    </span>
  );
}

/** A daily limit is reached: an administrator looks at what was sent and continues (RULES 6). */
export function CapBanner() {
  const text = useWriteBacksTexts();
  const notices = useCapNotices();
  return (notices.data ?? []).map(({ id, title, detail, ...reached }) => (
    <Cap key={id} {...reached} words={text('console-write-backs.cap', { title, detail })} />
  ));
}

function Cap({ integrationId, cap, words }: ReachedCap & { readonly words: string }) {
  const text = useWriteBacksTexts(integrationId);
  const whyClosed = useDisabledReason();
  const go = useContinueWrites();
  const { key, renew } = useFormKey();
  return (
    <Banner tone="warn">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="grow">{words}</span>
        <ButtonWithReason
          dense
          reason={whyClosed('continue-writes')}
          busy={go.isPending}
          onClick={() => go.mutate({ integrationId, cap, key }, { onError: renew })}
        >
          {text('console-write-backs.continue')}
        </ButtonWithReason>
      </div>
      {go.error === null ? null : <ErrorCard error={go.error} />}
    </Banner>
  );
}
