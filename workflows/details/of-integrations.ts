import type { Cause } from '../../contracts/temporal/activities.ts';
import type { IntegrationView } from '../../contracts/temporal/messages.ts';
import { syncScheduleId } from '../../contracts/temporal/names.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { causeLines, page, type Shown, textsFor, titled } from './markdown.ts';

export interface IntegrationStatus extends Omit<IntegrationView, 'phase'> {
  readonly phase: IntegrationPhase;
  readonly integrationId: string;
  readonly cause: Cause | null;
  readonly shown: Shown;
}

/** What operators read of an integration in the Temporal UI: its phase, what it waits for, what to press. */
export function phase(of: IntegrationStatus): string {
  const { cause, shown, busyWith, waitingCommands: count } = of;
  const text = textsFor(shown);
  return page(
    shown,
    meaning(of),
    ...(cause === null
      ? []
      : [text('temporal.cause', { cause: titled(cause.code, shown) }), ...causeLines(cause, shown)]),
    busyWith === null ? null : text(`temporal.integration.busy.${busyWith}`),
    count === 0 ? null : text('temporal.integration.waiting', { count }),
    of.phase === 'disconnected' ? null : text('temporal.integration.no-action'),
  );
}

function meaning({ phase: now, integrationId, shown }: IntegrationStatus): string {
  const text = textsFor(shown);
  return now === 'first-sync' || now === 'needs-attention'
    ? text(`temporal.integration.phase.${now}`, { schedule: syncScheduleId(integrationId) })
    : text(`temporal.integration.phase.${now}`);
}
