import { z } from 'zod';
import { syncModes, syncTriggers } from '../../domain/sync-runs.ts';
import { accountReadStates, syncRunStates } from '../../domain/states.ts';
import { Cause, commaList, Id, Instant, listOf, listQuery } from './common.ts';

export { syncRunStates, syncTriggers };

export const StartSync = z.strictObject({ mode: z.enum(['full', 'failed-accounts']) });
/** A run under way that does not go on: a list of a vendor fails again and again, or the PSA takes no more calls for now. */
export const SyncStall = z.object({
  cause: Cause,
  since: Instant,
  until: Instant.nullable().describe('When it goes on by itself, where the vendor named a time'),
});
export const SyncStarted = z.object({
  runId: Id,
  joined: z.boolean(),
  link: z.string(),
  state: z.string().describe('Of the run that was started or joined'),
  stalled: SyncStall.nullable().describe('Why the run that was joined stands still; null: it does not'),
});

const trigger = z.enum(syncTriggers);
const state = z.enum(syncRunStates);

export const SyncRun = z.object({
  id: Id,
  integrationId: Id,
  trigger,
  mode: z.enum(syncModes),
  usageLine: z
    .object({ groupKey: z.string(), lineId: Id.nullable(), label: z.string().nullable() })
    .nullable()
    .describe('The line a usage-line run reads again; its id and label are null where it is no more'),
  state,
  cause: Cause.nullable(),
  stalled: SyncStall.nullable().describe('Why it stands still while it is under way, and since when'),
  warnings: z.array(Cause).describe('Why a run that ended well is not a clean success'),
  ofRunId: Id.nullable(),
  joinedRunId: Id.nullable(),
  cancelRequestedAt: Instant.nullable(),
  requestedBy: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  totals: z.object({
    accountsListed: z.int().nullable(),
    counted: z.int().nullable(),
    incomplete: z.int().nullable(),
    failed: z.int().nullable(),
    gone: z.int().nullable(),
    seatsCounted: z.int().nullable(),
  }),
  calls: z.object({
    vendor: z.int().describe('Calls to readable accounts and the list'),
    vendorFormula: z.int().nullable().describe("By the vendor's formula, over readable accounts"),
    vendorUnreadable: z.int().describe('Calls to accounts that could not be read'),
    psa: z.int(),
  }),
  temporalUrl: z.string().nullable(),
});

export const SyncRunQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['-queued']).default('-queued'),
  state: commaList(state).optional(),
  trigger: commaList(trigger).optional(),
});
export const SyncRunList = listOf(SyncRun);

const accountState = z.enum(accountReadStates);

/** Of the accounts of the run. */
export const SyncRunDetailQuery = z.strictObject({
  ...listQuery,
  state: commaList(accountState).optional(),
});

const RunAccount = z.object({
  accountId: Id,
  name: z.string(),
  foreignId: z.string(),
  state: accountState,
  seats: z.int().nullable(),
  usersListed: z.int().nullable(),
  calls: z.int(),
  cause: Cause.nullable(),
  readAt: Instant.nullable(),
  lastComplete: z
    .object({ seats: z.int(), readAt: Instant, ageSeconds: z.int() })
    .nullable()
    .describe('Last good count with its age, for accounts without one in this run'),
});

export const SyncRunDetail = SyncRun.extend({
  progress: z.object({
    done: z.int(),
    counted: z.int(),
    failed: z.int().describe('Accounts without a count'),
    total: z.int().nullable(),
    step: z.string().nullable(),
  }),
  accounts: listOf(RunAccount).describe(
    'A page of them: those without a count, the counted, those not reached or gone; each by name',
  ),
  agreements: z.object({
    read: z.int(),
    failed: z.array(
      z.object({ agreementId: z.string(), name: z.string().nullable(), cause: Cause.nullable() }),
    ),
    pending: z.int(),
    asLoaded: z
      .int()
      .describe('Of those read: taken over by the first run from loading, which read them just before'),
    inBackgroundRead: z
      .int()
      .nullable()
      .describe(
        'Agreements that cannot matter to a mapped customer, left to another day; 0: all were read; null: none was listed',
      ),
  }),
});

export const SyncRunCanceled = z.object({ runId: Id, state, cancelRequestedAt: Instant.nullable() });
