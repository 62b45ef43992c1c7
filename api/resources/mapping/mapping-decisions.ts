import { randomUUID } from 'node:crypto';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { CommandTaken, MappingDecisions, MappingOutcome } from '../../../contracts/api/commands.ts';
import { findCommand, receiveMappingCommand, type StoredCommand } from '../../../db/integrations/commands.ts';
import { labelOfIntegration } from '../../../db/integrations/integration-label.ts';
import { bodyHash } from '../../body-hash.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { Problem } from '../../problems.ts';
import { ok, replayed, type Route, route } from '../../route.ts';
import { askTemporal } from '../../temporal/temporal-call.ts';
import { signalDecisions } from '../../temporal/integration-workflow.ts';
import { mappingOutcome } from '../lifecycle/command-wire.ts';
import { commandTaken } from '../lifecycle/commands.ts';
import { IdParams, integrationOf, keyOf, requireGateOne } from '../lifecycle/integration-lookup.ts';

/** The signal is a moment's work for a server that answers. */
const signalMs = 2_000;
/** How long a person waits for the outcome before a link is given instead (architecture.md 3). */
const outcomeMs = 2_000;
/** A notification may be lost with its connection: the row is looked at as well. */
const pollMs = 200;

/** What a person decides is kept even while no worker runs: a row, then a signal with its id (architecture.md 3). */
export const mappingDecisionRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/integrations/{id}/mapping-decisions',
    tag: 'Mapping',
    summary: 'Decide on up to 100 accounts, services, lines and included units',
    needs: 'map',
    params: IdParams,
    body: {
      schema: MappingDecisions,
      example: {
        decisions: [
          { kind: 'account', vendorId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', action: 'map', psaId: '250' },
          { kind: 'service', vendorId: '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41', action: 'map', psaId: '31' },
        ],
      },
    },
    answers: { 200: MappingOutcome, 202: CommandTaken },
    problems: ['GateNotMet', 'PhaseRejected', 'TemporalUnavailable'],
    idempotency: 'command',
    handle: async (call) => {
      const { deps, caller, body, idempotencyKey } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      // Read before the row is stored: between the row and its signal nothing may take time, or a Finish overtakes it.
      const label = await labelOfIntegration(deps.db, key, deps.kinds);
      const hash = bodyHash({ kind: 'decideMappings', body });
      const known = idempotencyKey === null ? null : await findCommand(deps.db, key, idempotencyKey);
      if (known === null) await requireGateOne(deps.db, integration);
      const stored =
        known ??
        (await receiveMappingCommand(deps.db, key, {
          commandId: idempotencyKey ?? randomUUID(),
          bodyHash: hash,
          decisions: body.decisions,
          actor: caller.actor,
        }));
      if (stored.bodyHash !== hash) throw new Problem('IdempotencyKeyReused');
      if (stored.state === 'done') return ok(await mappingOutcome(call, key, stored), replayed);
      const wait = waitForOutcome(deps, key, stored.commandId);
      try {
        await askTemporal(deps, signalMs, (client) => signalDecisions(client, key, label, stored.commandId));
        const applied = await wait.outcome;
        return applied === null
          ? commandTaken(key, stored.commandId)
          : ok(await mappingOutcome(call, key, applied));
      } finally {
        wait.stop();
      }
    },
  }),
];

/** Listens before the signal is sent, so that the fastest worker is not missed. Null: not applied in time. */
function waitForOutcome(
  deps: ApiDependencies,
  key: IntegrationKey,
  commandId: string,
): { readonly outcome: Promise<StoredCommand | null>; readonly stop: () => void } {
  let wake: () => void = () => undefined;
  let stopped = false;
  const unsubscribe = deps.notifications.subscribe((notification) => {
    if (notification.kind === 'resync' || notification.id === commandId) wake();
  });
  const look = async (): Promise<StoredCommand | null> => {
    const deadline = Date.now() + outcomeMs;
    while (!stopped && Date.now() < deadline) {
      const nudged = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(pollMs, Math.max(1, deadline - Date.now())));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const stored = await findCommand(deps.db, key, commandId);
      if (stored?.state === 'done') return stored;
      await nudged;
    }
    return null;
  };
  const outcome = look();
  outcome.catch(() => undefined);
  return {
    outcome,
    stop: () => {
      stopped = true;
      unsubscribe();
      wake();
    },
  };
}
