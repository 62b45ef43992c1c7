import type { Cause, TemporalUiDetails } from '../../contracts/temporal/activities.ts';
import type { IntegrationView } from '../../contracts/temporal/messages.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { causeLines, page, titled } from './markdown.ts';

export interface IntegrationStatus extends Omit<IntegrationView, 'phase'> {
  readonly phase: IntegrationPhase;
  readonly integrationId: string;
  readonly cause: Cause | null;
  readonly shown: TemporalUiDetails | null;
}

/** What operators read of an integration in the Temporal UI: its phase, what it waits for, what to press. */
export function phase(of: IntegrationStatus): string {
  return page(
    of.shown,
    `Phase **${of.phase}**: ${meaning(of)}`,
    ...(of.cause === null
      ? []
      : [`Cause: ${titled(of.cause.code, of.shown)}`, ...causeLines(of.cause, of.shown)]),
    of.busyWith === null ? null : `At work: ${works[of.busyWith]}.`,
    of.waitingCommands === 0 ? null : `${of.waitingCommands} mapping decisions wait to be applied.`,
    of.phase === 'disconnected'
      ? null
      : 'Press nothing here: it runs as long as the integration is connected. **Reset** to the first workflow task is safe, it reads its row again. After **Terminate** it is started again within five minutes.',
  );
}

function meaning({ phase: now, integrationId }: IntegrationStatus): string {
  const trigger = `press **Trigger** on the schedule \`${syncScheduleId(integrationId)}\``;
  switch (now) {
    case 'awaiting-credentials':
      return 'waits until all credentials are filled in and **Authenticate** is pressed in Seatwise.';
    case 'loading':
      return 'loads accounts, companies, agreements and products. Where a part failed, it waits for **Retry** in Seatwise.';
    case 'mapping':
      return 'waits until products and accounts are mapped and **Finish** is pressed in Seatwise.';
    case 'first-sync':
      return `waits for the first good sync. Where that failed, ${trigger}, or start one in Seatwise.`;
    case 'active':
      return 'in order. It waits for commands, reads its row again each day, and its schedule starts the syncs.';
    case 'paused':
      return 'waits for **Resume** in Seatwise; until then nothing is read or written.';
    case 'needs-attention':
      return `waits for a credential that works. Repaired at the vendor: ${trigger}. New credentials: authenticate in Seatwise.`;
    case 'disconnecting':
      return 'waits for the run under way to stop and for every change that was sent to be read back. Credentials are erased after that.';
    case 'disconnected':
      return 'over. Mappings and history are kept; connecting again starts another workflow under this id.';
  }
}

const works: Readonly<Record<NonNullable<IntegrationView['busyWith']>, string>> = {
  authenticate: 'credentials are tried',
  load: 'vendors are read',
  mapping: 'mapping decisions are applied',
  finish: 'the set-up is finished',
  schedule: 'the schedule is changed',
  disconnect: 'it is disconnected',
};
