import { type ReactNode, useState } from 'react';
import type { Integration } from '../../api/integrations.ts';
import { asApiError } from '../../values/problem.ts';
import { useStartSync } from '../../api/syncs.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { TurnOnWriteBackDialog } from '../write-back-switch/turn-on-dialog.tsx';
import { TurnOffWriteBackDialog } from '../write-back-switch/turn-off-dialog.tsx';
import { isFinished } from '../set-up/set-up-progress.ts';
import { WriteRights } from '../credentials/write-rights.tsx';
import { CommandDialog } from './command-dialog.tsx';
import { CanceledDay } from './canceled-day.tsx';
import { WriteMethods } from './write-methods.tsx';
import { useIntegrationTexts } from './texts.ts';

type Opened = 'turn-on-write-back' | 'turn-off-write-back' | 'pause' | 'resume' | 'disconnect' | null;

/** Sync now, writing, pause, disconnect; each asks with what it does. */
export function Actions({ integration }: { readonly integration: Integration }) {
  const [opened, setOpened] = useState<Opened>(null);
  const whyClosed = useDisabledReason();
  const { id, phase, writeBackEnabled } = integration;
  const text = useIntegrationTexts(id);
  const close = (): void => setOpened(null);
  const notFinished = isFinished(integration) ? null : text('console-integration.finish-setup-first');
  const isPaused = phase === 'paused';
  const leaving =
    phase === 'disconnecting' || phase === 'disconnected'
      ? text('console-integration.disconnected-reason')
      : null;
  return (
    <div className="flex flex-col gap-4">
      <Card title={text('console-integration.sync')}>
        <SyncNow
          integrationId={id}
          reason={
            whyClosed('sync') ??
            notFinished ??
            (isPaused ? text('console-integration.paused-reason') : leaving)
          }
        />
      </Card>
      <Card title={text(writeBackEnabled ? 'console-integration.writes' : 'console-integration.read-only')}>
        <p className="text-ink-2">
          {text(
            writeBackEnabled ? 'console-integration.write-back-on' : 'console-integration.write-back-off',
          )}
        </p>
        <WriteRights integration={integration} />
        <div>
          <ButtonWithReason
            reason={whyClosed('write-back') ?? notFinished ?? leaving}
            onClick={() => setOpened(writeBackEnabled ? 'turn-off-write-back' : 'turn-on-write-back')}
          >
            {text(writeBackEnabled ? 'console-integration.turn-off' : 'console-integration.turn-on')}
          </ButtonWithReason>
        </div>
      </Card>
      <WriteMethods integration={integration} closed={notFinished ?? leaving} />
      <CanceledDay integrationId={id} closed={leaving} />
      <Card title={text(isPaused ? 'console-integration.paused' : 'console-integration.pause-or-disconnect')}>
        <div className="flex flex-wrap gap-2">
          {/* Two buttons, so that the check against double presses does not take one for the other. */}
          <ButtonWithReason
            key={isPaused ? 'resume' : 'pause'}
            reason={whyClosed('pause') ?? notFinished ?? leaving}
            onClick={() => setOpened(isPaused ? 'resume' : 'pause')}
          >
            {text(isPaused ? 'console-integration.resume' : 'console-integration.pause')}
          </ButtonWithReason>
          <ButtonWithReason
            look="danger"
            reason={whyClosed('disconnect') ?? leaving}
            onClick={() => setOpened('disconnect')}
          >
            {text('console-integration.disconnect')}
          </ButtonWithReason>
        </div>
      </Card>
      {opened === 'turn-on-write-back' ? <TurnOnWriteBackDialog integrationId={id} onClose={close} /> : null}
      {opened === 'turn-off-write-back' ? (
        <TurnOffWriteBackDialog integrationId={id} onClose={close} />
      ) : null}
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

function SyncNow({
  integrationId,
  reason,
}: {
  readonly integrationId: string;
  readonly reason: string | null;
}) {
  const text = useIntegrationTexts(integrationId);
  const start = useStartSync(integrationId);
  const { key, renew } = useFormKey();
  return (
    <div className="flex flex-col gap-2">
      <div>
        <ButtonWithReason
          look="primary"
          reason={reason}
          busy={start.isPending}
          onClick={() => start.mutate({ key, mode: 'full' }, { onSuccess: renew })}
        >
          {text('console-integration.sync-now')}
        </ButtonWithReason>
      </div>
      {start.data === undefined ? null : (
        <p className="text-ink-2">
          {text(start.data.joined ? 'console-integration.sync-joined' : 'console-integration.sync-started')}
        </p>
      )}
      {start.error === null || asApiError(start.error).code === 'NotSignedIn' ? null : (
        <ErrorCard error={start.error} />
      )}
    </div>
  );
}
