import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  Cause,
  CommandOutcome,
  VendorActivities,
  PsaActivities,
  ReconActivities,
  ShownToOperators,
} from '../contracts/temporal/activities.ts';
import * as messages from '../contracts/temporal/messages.ts';
import type {
  CommandRef,
  CommandResult,
  IntegrationInput,
  IntegrationView,
} from '../contracts/temporal/messages.ts';
import { TaskQueue } from '../contracts/temporal/names.ts';
import { type IntegrationPhase, readsEditions } from '../domain/states.ts';
import { phase as describe } from './details/of-integrations.ts';
import { EditionsBeside } from './editions-beside.ts';
import { OneAtATime } from './one-at-a-time.ts';

/**
 * Rows are patient: a database that is down is waited for, so that nothing a person decided is lost. One attempt is
 * not: a worker that was killed says nothing, and the next one should take over within seconds.
 */
const patience = { initialInterval: '500ms', maximumInterval: '15s' } as const;
const recon = proxyActivities<ReconActivities>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '20s',
  retry: patience,
});
const rows = proxyActivities<Pick<ReconActivities, 'loadIntegration'>>({
  taskQueue: TaskQueue.recon,
  startToCloseTimeout: '5s',
  retry: patience,
});
/**
 * Probes promise an answer within 20 s (architecture.md 4); the margin is for a slow database. A person waits for them:
 * silence of a killed worker is noticed sooner.
 */
const probing = { startToCloseTimeout: '40s', heartbeatTimeout: '10s' } as const;
const vendorProbe = proxyActivities<Pick<VendorActivities, 'verifyVendor'>>({
  taskQueue: TaskQueue.vendor,
  ...probing,
});
const psaProbe = proxyActivities<Pick<PsaActivities, 'verifyPsa'>>({ taskQueue: TaskQueue.psa, ...probing });
/** A failure of the vendor is a result, so retries are for lost workers. */
const loading = {
  startToCloseTimeout: '30m',
  // Loading gives a sign of life every few seconds (activities/signs-of-life.ts): silence means a dead worker.
  heartbeatTimeout: '20s',
  // Named, because the SDK's default is TRY_CANCEL whatever its typings say: a loading that a disconnect stopped must
  // have ended before the integration can be connected again.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} as const;
const vendorLoad = proxyActivities<Pick<VendorActivities, 'loadVendorAccounts'>>({
  taskQueue: TaskQueue.vendor,
  ...loading,
});
/** Another day is soon enough for what some attempts could not do. */
const vendorEditions = proxyActivities<Pick<VendorActivities, 'refreshEditions'>>({
  taskQueue: TaskQueue.vendor,
  ...loading,
  retry: { maximumAttempts: 5 },
});
const psaLoad = proxyActivities<Pick<PsaActivities, 'loadPsaCatalogue'>>({
  taskQueue: TaskQueue.psa,
  ...loading,
});

const minute = 60_000;
const day = 24 * 60 * minute;
const week = 7 * day;

/**
 * One entity per integration, from connect to disconnect (architecture.md 4): holds the phase and takes messages,
 * nothing else. The row is the truth; this workflow drives it. Continues as new at each phase change, on suggestion and
 * weekly. Fails only with `RowMissing`.
 */
export async function integrationWorkflow(input: IntegrationInput): Promise<void> {
  const ref = { tenantId: input.tenantId, integrationId: input.integrationId };
  const serial = new OneAtATime();
  const editions = new EditionsBeside(input.editionsWanted === true, () =>
    vendorEditions.refreshEditions(ref),
  );
  const waiting: string[] = [...(input.waitingCommandIds ?? [])];
  const state: State = {
    phase: null,
    busyWith: null,
    loadWanted: false,
    rereadWanted: false,
    cause: null,
    shown: null,
    stopLoading: () => undefined,
  };
  const begun = Date.now();
  let dailyAt = begun + day;

  async function work<T>(busyWith: IntegrationView['busyWith'], task: () => Promise<T>): Promise<T> {
    await condition(() => state.phase !== null);
    return serial.run(async () => {
      state.busyWith = busyWith;
      show();
      try {
        return await task();
      } finally {
        state.busyWith = null;
        show();
      }
    });
  }

  /** Work that ran beside a disconnect may answer after it, with what it saw before: disconnecting stands. */
  function enter(phase: IntegrationPhase): void {
    if (state.phase !== 'disconnecting') state.phase = phase;
    show();
  }

  function show(): void {
    const { phase, busyWith, cause, shown } = state;
    const waitingCommands = waiting.length;
    if (phase !== null)
      setCurrentDetails(describe({ ...ref, phase, busyWith, waitingCommands, cause, shown }));
  }

  function conclude(outcome: CommandOutcome): CommandResult {
    enter(outcome.phase);
    return outcome.result;
  }

  function enqueue(commandId: string): void {
    if (!waiting.includes(commandId)) waiting.push(commandId);
    show();
  }

  async function applyWaiting(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      await recon.applyMappingCommand({ ...ref, commandId: next });
      waiting.shift();
    }
  }

  setHandler(messages.integrationView, () => ({
    phase: state.phase,
    waitingCommands: waiting.length,
    busyWith: state.busyWith,
  }));
  // Anyone may send a signal from the Temporal UI: one that names no command must not wedge the workflow.
  setHandler(messages.decideMappings, (command) => {
    if (namesCommand(command)) enqueue(command.commandId);
  });
  const rereads = (): void => {
    state.rereadWanted = true;
  };
  setHandler(messages.syncEnded, rereads);
  setHandler(messages.credentialsProbed, rereads);
  setHandler(messages.restored, rereads);
  setHandler(
    messages.authenticate,
    (command) =>
      work('authenticate', async () => {
        const [vendor, psa] = await Promise.all([vendorProbe.verifyVendor(ref), psaProbe.verifyPsa(ref)]);
        const result = conclude(
          await recon.concludeAuthentication({ ...ref, ...command, verdicts: [...vendor, ...psa] }),
        );
        if (state.phase === 'loading') state.loadWanted = true;
        return result;
      }),
    { validator: commandShape },
  );
  setHandler(
    messages.load,
    (command) =>
      work('load', async () => {
        const result = conclude(await recon.beginLoading({ ...ref, ...command }));
        state.loadWanted = state.phase === 'loading';
        return result;
      }),
    { validator: commandShape },
  );
  setHandler(
    messages.finish,
    async (command) => {
      await condition(() => state.phase !== null);
      // The first sync values by editions what nobody bills yet. Not in the line: decisions go on meanwhile.
      await editions.ended('15s');
      return work('finish', async () => {
        await applyWaiting();
        const result = conclude(await recon.finalizeIntegration({ ...ref, ...command }));
        if (result.status < 400) {
          await recon.ensureSchedule(ref);
          await recon.startSync(ref);
        }
        return result;
      });
    },
    { validator: commandShape },
  );
  setHandler(
    messages.changeSchedule,
    (command) => work('schedule', async () => conclude(await recon.changeSchedule({ ...ref, ...command }))),
    { validator: commandShape },
  );
  setHandler(
    messages.resume,
    (command) =>
      work('schedule', async () => conclude(await recon.resumeIntegration({ ...ref, ...command }))),
    { validator: commandShape },
  );
  // Pause and disconnect do not queue behind other work: every activity's claim reads what they set (architecture.md
  // 4).
  setHandler(
    messages.pause,
    async (command) => {
      await condition(() => state.phase !== null);
      const result = conclude(await recon.pauseIntegration({ ...ref, ...command }));
      // Work under way may answer later with the phase before: the row is read once more after it.
      state.rereadWanted = true;
      return result;
    },
    { validator: commandShape },
  );
  setHandler(
    messages.disconnect,
    async (command) => {
      await condition(() => state.phase !== null);
      const result = conclude(await recon.beginDisconnect({ ...ref, ...command }));
      if (state.phase === 'disconnecting') state.stopLoading();
      return result;
    },
    { validator: commandShape },
  );

  async function reread(): Promise<void> {
    state.rereadWanted = false;
    const loaded = await rows.loadIntegration(ref);
    loaded.waitingCommandIds.forEach(enqueue);
    state.loadWanted ||= loaded.loadWanted;
    state.cause = loaded.cause ?? null;
    state.shown = loaded.shown ?? null;
    enter(loaded.phase);
  }

  async function loadEverything(): Promise<void> {
    state.loadWanted = false;
    const scope = new CancellationScope();
    state.stopLoading = () => {
      scope.cancel();
    };
    try {
      await scope.run(async () => {
        const parts = [vendorLoad.loadVendorAccounts(ref), psaLoad.loadPsaCatalogue(ref)];
        await Promise.allSettled(parts);
        await Promise.all(parts);
        await recon.matchExactNames(ref);
        const { phase, cause } = await recon.concludeLoading(ref);
        state.cause = cause ?? null;
        enter(phase);
        editions.wanted = state.phase === 'mapping';
      });
    } catch (error) {
      // A disconnect does not wait for what it makes useless.
      if (!(error instanceof TemporalFailure) || state.phase !== 'disconnecting') throw error;
    }
  }

  async function daily(): Promise<void> {
    await reread();
    editions.wanted = readsEditions(state.phase);
  }

  async function writesResolved(): Promise<void> {
    for (
      let waitMs = 1_000;
      (await recon.openWrites(ref)).open > 0;
      waitMs = Math.min(2 * waitMs, 5 * minute)
    ) {
      await sleep(waitMs, { summary: 'writes are being resolved' });
    }
  }

  async function disconnectEverything(): Promise<void> {
    while ((await recon.stopSyncs(ref)).active) await sleep('1s', { summary: 'a sync is ending' });
    // Credentials stay until every write under way is resolved by reading, or given to a person after a day.
    await writesResolved();
    // The reading of editions stops by itself, after the account it is at: credentials are not erased under its hands.
    await editions.ended('1m');
    await recon.concludeDisconnect(ref);
    state.cause = null;
    state.phase = 'disconnected';
  }

  await reread();
  const phaseAtStart = state.phase;
  const turnsOver = (): boolean =>
    state.phase !== phaseAtStart || workflowInfo().continueAsNewSuggested || Date.now() - begun >= week;
  const hasWork = (): boolean =>
    state.loadWanted || state.rereadWanted || waiting.length > 0 || state.phase === 'disconnecting';

  while (!turnsOver() || state.phase === 'disconnecting') {
    if (editions.wanted && readsEditions(state.phase)) editions.begin();
    await condition(() => hasWork() || turnsOver(), Math.max(1, dailyAt - Date.now()), {
      summary: 'until it reads its row again, daily',
    });
    if (state.phase === 'disconnecting') await work('disconnect', disconnectEverything);
    else if (state.loadWanted) await work('load', loadEverything);
    else if (waiting.length > 0) await work('mapping', applyWaiting);
    else if (state.rereadWanted) await work(null, reread);
    // By its own clock: with a message every day, waiting a day without any would never end.
    else if (Date.now() >= dailyAt) {
      dailyAt += day;
      await work(null, daily);
    }
  }
  await condition(allHandlersFinished);
  if (isDisconnected(state)) return;
  await continueAsNew<typeof integrationWorkflow>({
    ...ref,
    waitingCommandIds: waiting,
    ...(editions.unfinished && readsEditions(state.phase) ? { editionsWanted: true } : {}),
  });
}

interface State {
  phase: IntegrationPhase | null;
  busyWith: IntegrationView['busyWith'];
  loadWanted: boolean;
  rereadWanted: boolean;
  /** For details in the Temporal UI only. */
  cause: Cause | null;
  shown: ShownToOperators | null;
  /** Cancels a loading under way. */
  stopLoading: () => void;
}

const isDisconnected = (state: State): boolean => state.phase === 'disconnected';

/** Shape only, and synchronous: an async validator would wedge the workflow (platform.md 1.1). */
function commandShape(command: CommandRef): void {
  if (!namesCommand(command)) throw new TypeError('commandId is missing');
}

function namesCommand(command: Partial<CommandRef> | undefined): command is CommandRef {
  return typeof command?.commandId === 'string' && command.commandId.length > 0;
}
