import { z } from 'zod';
import { gateParts } from '../../domain/gates.ts';
import { syncTriggers } from '../../domain/sync-runs.ts';
import { gateStatuses, integrationPhases, integrationStatuses } from '../../domain/states.ts';
import { writeRights } from '../../domain/write-back/write-outcome.ts';
import { Cause, Id, Instant } from './common.ts';
import { MeasureTotals } from '../stored/measures.ts';
import { SyncStall } from './syncs.ts';

export const Phase = z.enum(integrationPhases);
export const ShownStatus = z.enum(integrationStatuses);

/** Strings, not enums: another choice gets its own code (422 ModuleNotAvailable …), not a type error. */
export const Connect = z.strictObject({
  vendor: z.string().max(50),
  module: z.string().max(50).optional(),
  psa: z.string().max(50),
});

export const ActiveRun = z.object({
  runId: Id,
  state: z.enum(['queued', 'running']),
  trigger: z.enum(syncTriggers),
  step: z.string().nullable().describe('`reading`: accounts and agreements, at the same time'),
  accountsDone: z.int(),
  accountsTotal: z.int().nullable().describe('null before they are listed; so of agreements'),
  accountsFailed: z.int(),
  agreementsDone: z.int(),
  agreementsTotal: z.int().nullable(),
  agreementsFailed: z.int(),
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  cancelRequested: z.boolean(),
  stalled: SyncStall.nullable().describe('Why it stands still, and since when'),
});

export const IntegrationCard = z.object({
  id: Id,
  vendor: z.string(),
  module: z.string(),
  psa: z.string(),
  phase: Phase,
  status: ShownStatus,
  since: Instant,
  cause: Cause.nullable(),
  writeBackEnabled: z.boolean().describe('false: decisions are proposals, and nothing is written'),
  writeRight: z.enum(writeRights).describe("What the PSA's own answers showed of the right to write"),
  writeRightAt: Instant.nullable(),
  createRight: z
    .enum(writeRights)
    .describe('The same of the right to create lines: the first approved one proves it, others wait for it'),
  createRightAt: Instant.nullable(),
  endRight: z.enum(writeRights).describe('The same of the right to end lines'),
  endRightAt: Instant.nullable(),
  keepNames: z.boolean(),
  createdAt: Instant,
  connectedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  lastGoodSyncAt: Instant.nullable(),
  nextSyncAt: Instant.nullable().describe('When the next one may begin at the earliest; null: none is due'),
  accounts: z
    .object({ total: z.int(), mapped: z.int(), excluded: z.int(), unmapped: z.int() })
    .describe('Internal and NFR accounts without a company count in the total alone'),
  seats: z.int().nullable().describe('Sum of the last complete counts; null before any'),
  openLines: z.int().describe('Usage lines with toDecide=true'),
  onHoldLines: z.int().describe('Of these, put on hold by a person: all others need attention'),
  measures: MeasureTotals,
  currency: z.string(),
  activeRunId: Id.nullable(),
  dataVersion: z.string(),
});
export const IntegrationList = z.object({ items: z.array(IntegrationCard) });

const GateIndicator = z.object({
  part: z.enum(gateParts),
  status: z.enum(gateStatuses),
  since: Instant,
  loaded: z
    .record(z.string(), z.number())
    .describe(
      'What is loaded so far, by kind; agreementsRead: of the agreements, those whose lines were read',
    ),
  cause: Cause.nullable().describe('Beside waiting: why it waits, and goes on by itself'),
  waitsUntil: Instant.nullable().describe('When it goes on by itself, where the vendor named a time'),
});

export const IntegrationStatus = z.object({
  live: z.boolean().describe('false: from the rows, because no worker answered'),
  readAt: Instant,
  phase: Phase,
  status: ShownStatus,
  since: Instant,
  cause: Cause.nullable(),
  indicators: z.array(GateIndicator),
  gateOne: z.object({
    open: z.boolean(),
    missing: z.array(z.object({ part: z.string(), status: z.string() })),
  }),
  gateTwo: z.object({ open: z.boolean(), missing: z.array(z.string()) }),
  billingDays: z
    .object({
      timeZone: z.string(),
      setBy: z.enum(['settings', 'psa', 'tenant']),
      known: z.boolean(),
      psaSays: z.string().nullable(),
    })
    .describe("Where days are days; known false: the PSA's time zone is not known, see TimeZoneUnknown"),
  busyWith: z.string().nullable(),
  waitingCommands: z.int(),
  activeRun: ActiveRun.nullable(),
  dataVersion: z.string(),
});
