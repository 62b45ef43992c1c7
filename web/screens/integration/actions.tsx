import { type ReactNode, useState } from 'react';
import type { Integration } from '../../api/integrations.ts';
import { asApiError } from '../../values/problem.ts';
import { useStartSync } from '../../api/syncs.ts';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { useWords } from '../../components/words.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { TurnOnWriteBackDialog } from '../write-back-switch/turn-on-dialog.tsx';
import { TurnOffWriteBackDialog } from '../write-back-switch/turn-off-dialog.tsx';
import { isFinished } from '../set-up/set-up-progress.ts';
import { CommandDialog } from './command-dialog.tsx';
import { WriteMethods } from './write-methods.tsx';

type Opened = 'turnOnWriteBack' | 'turnOffWriteBack' | 'pause' | 'resume' | 'disconnect' | null;

/** Sync now, writing, pause, disconnect; each asks with what it does. */
export function Actions({ integration }: { readonly integration: Integration }) {
  const [opened, setOpened] = useState<Opened>(null);
  const whyClosed = useWhyClosed();
  const { id, phase, writeBackEnabled } = integration;
  const { psa } = useWords(id);
  const close = (): void => setOpened(null);
  const notFinished = isFinished(integration) ? null : 'Finish the set-up first.';
  const isPaused = phase === 'paused';
  const leaving = phase === 'disconnecting' || phase === 'disconnected' ? 'It is disconnected.' : null;
  return (
    <div className="flex flex-col gap-4">
      <Card title="Sync">
        <SyncNow
          integrationId={id}
          reason={whyClosed('sync') ?? notFinished ?? (isPaused ? 'Paused: resume first.' : leaving)}
        />
      </Card>
      <Card title={writeBackEnabled ? `Writes to ${psa}` : 'Only reads'}>
        <p className="text-ink-2">
          {writeBackEnabled
            ? 'Write-back is on: approved quantities are written to existing lines.'
            : 'Decisions are kept as proposals. Nothing is written until an administrator turns on write-back.'}
        </p>
        <WriteRight integration={integration} />
        <div>
          <ClosedButton
            reason={whyClosed('write-back') ?? notFinished ?? leaving}
            onClick={() => setOpened(writeBackEnabled ? 'turnOffWriteBack' : 'turnOnWriteBack')}
          >
            {writeBackEnabled ? 'Turn off write-back…' : 'Turn on write-back…'}
          </ClosedButton>
        </div>
      </Card>
      <WriteMethods integration={integration} closed={notFinished ?? leaving} />
      <Card title={isPaused ? 'Paused' : 'Pause or disconnect'}>
        <div className="flex flex-wrap gap-2">
          {/* Two buttons, so that the check against double presses does not take one for the other. */}
          <ClosedButton
            key={isPaused ? 'resume' : 'pause'}
            reason={whyClosed('pause') ?? notFinished ?? leaving}
            onClick={() => setOpened(isPaused ? 'resume' : 'pause')}
          >
            {isPaused ? 'Resume' : 'Pause…'}
          </ClosedButton>
          <ClosedButton
            look="danger"
            reason={whyClosed('disconnect') ?? leaving}
            onClick={() => setOpened('disconnect')}
          >
            Disconnect…
          </ClosedButton>
        </div>
      </Card>
      {opened === 'turnOnWriteBack' ? <TurnOnWriteBackDialog integrationId={id} onClose={close} /> : null}
      {opened === 'turnOffWriteBack' ? <TurnOffWriteBackDialog integrationId={id} onClose={close} /> : null}
      {opened === 'pause' || opened === 'resume' || opened === 'disconnect' ? (
        <CommandDialog integrationId={id} name={opened} onClose={close} />
      ) : null}
    </div>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-section font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const rights = (psa: string) => ({
  unknown: 'The right to write is not yet known.',
  proven: 'The right to write is proven.',
  rejected: `${psa} rejected a write.`,
});

function WriteRight({
  integration: { id, writeRight, writeRightAt },
}: {
  readonly integration: Integration;
}) {
  const { psa } = useWords(id);
  return (
    <p className="text-label text-ink-3">
      {rights(psa)[writeRight]} {writeRightAt === null ? null : <Instant at={writeRightAt} />}
    </p>
  );
}

function SyncNow({
  integrationId,
  reason,
}: {
  readonly integrationId: string;
  readonly reason: string | null;
}) {
  const start = useStartSync(integrationId);
  const { key, renew } = useFormKey();
  return (
    <div className="flex flex-col gap-2">
      <div>
        <ClosedButton
          look="primary"
          reason={reason}
          busy={start.isPending}
          onClick={() => start.mutate({ key, mode: 'full' }, { onSuccess: renew })}
        >
          Sync now
        </ClosedButton>
      </div>
      {start.data === undefined ? null : (
        <p className="text-ink-2">{start.data.joined ? 'A sync was under way already.' : 'Sync started.'}</p>
      )}
      {start.error === null || asApiError(start.error).code === 'NotSignedIn' ? null : (
        <ErrorCard error={start.error} />
      )}
    </div>
  );
}
