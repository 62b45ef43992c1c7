import { randomUUID } from 'node:crypto';
import {
  integrationWorkflowId,
  syncScheduleId,
  writeBackWorkflowId,
} from '../../contracts/temporal/names.ts';
import type { operatorActions } from './plan.ts';
import { approveOne, later } from './approver-actions.ts';
import { fullDisk } from './full-disk.ts';
import { hold } from './reader-actions.ts';
import { runUnderWay, type Scene, soon } from './scene.ts';

type OperatorAction = (typeof operatorActions)[number];

/** What operators do in the Temporal UI, and in Duo's admin panel: by mistake, or because they were told to. */
export const operator: Readonly<Record<OperatorAction, (scene: Scene) => Promise<void>>> = {
  'terminate-sync': async (scene) => {
    const run = await heldRun(scene);
    if (run === null) return;
    await pressed(scene, 'terminate sync', () =>
      scene.installation.temporal.workflow.getHandle(run.workflowId).terminate('ended in the Temporal UI'),
    );
  },
  'reset-running-sync': async (scene) => {
    const run = await heldRun(scene);
    if (run !== null) await reset(scene, run.workflowId, 'reset running sync');
  },
  'reset-beside-another': async (scene) => {
    const { installation, integration } = scene;
    const ended = await soon(3_000, async () => {
      const row = await installation.db
        .selectFrom('syncRun')
        .select('workflowId')
        .where('integrationId', '=', integration.id)
        .where('state', 'in', ['failed', 'canceled'])
        .orderBy('endedAt', 'desc')
        .executeTakeFirst();
      return row ?? null;
    });
    if (ended === null || (await heldRun(scene)) === null) return;
    await reset(scene, ended.workflowId, 'reset beside another run');
  },
  'terminate-write-back': async (scene) => {
    const approved = await approveOne(scene, later(scene));
    if (approved === null) return;
    const workflowId = writeBackWorkflowId(approved.approvalId);
    await soon(5_000, async () => {
      await scene.installation.temporal.workflow.getHandle(workflowId).describe();
      return true;
    });
    await pressed(scene, 'terminate write-back', () =>
      scene.installation.temporal.workflow.getHandle(workflowId).terminate('ended in the Temporal UI'),
    );
  },
  'delete-schedule': async (scene) => {
    await pressed(scene, 'delete schedule', () =>
      scene.installation.temporal.schedule.getHandle(syncScheduleId(scene.integration.id)).delete(),
    );
  },
  'terminate-integration': async (scene) => {
    await pressed(scene, 'terminate integration', () =>
      scene.installation.temporal.workflow
        .getHandle(integrationWorkflowId(scene.integration.id))
        .terminate('ended in the Temporal UI'),
    );
  },
  'trigger-schedule': async (scene) => {
    await pressed(scene, 'trigger schedule', () =>
      scene.installation.temporal.schedule.getHandle(syncScheduleId(scene.integration.id)).trigger(),
    );
  },
  'revoke-key': async ({ installation, person, integration, encounters }) => {
    const { integrationKey } = installation.credentials.accountsApi;
    await installation.control.changeDuoKey(integrationKey, { enabled: false });
    encounters.note('keys revoked');
    const { body } = await person.ask('POST', `${integration.path}/syncs`, { mode: 'full' });
    await soon(6_000, async () =>
      (await person.get(`/syncs/${String(body['runId'])}`)).body['state'] === 'failed' ? true : null,
    );
    await installation.control.changeDuoKey(integrationKey, { enabled: true });
    await person.ask('POST', `${integration.path}/authenticate`, {});
  },
  'full-disk': fullDisk,
};

/** A run that lasts long enough to be met: some of its readings hang. */
async function heldRun(scene: Scene) {
  await hold(scene, 12);
  await scene.person.ask('POST', `${scene.integration.path}/syncs`, { mode: 'full' });
  return runUnderWay(scene);
}

async function reset({ installation, encounters }: Scene, workflowId: string, what: string): Promise<void> {
  await pressed({ encounters }, what, async () => {
    const handle = installation.temporal.workflow.getHandle(workflowId);
    const { runId } = await handle.describe();
    const { events } = await installation.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes != null);
    await installation.temporal.workflowService.resetWorkflowExecution({
      namespace: installation.namespace,
      workflowExecution: { workflowId, runId },
      workflowTaskFinishEventId: first?.eventId ?? null,
      reason: 'reset in the Temporal UI',
      requestId: randomUUID(),
    });
  });
}

/** What the Temporal UI does; a server that is down, or a workflow that has just ended, rejects it. */
async function pressed(
  { encounters }: Pick<Scene, 'encounters'>,
  what: string,
  press: () => Promise<unknown>,
): Promise<void> {
  try {
    await press();
    encounters.note(what);
  } catch {
    encounters.note(`${what}: not possible`);
  }
}
