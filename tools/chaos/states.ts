import { sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import type { Encounters } from './person.ts';

/** How a state is recognized afterwards, over a whole run. */
type Recognized =
  /** A condition on rows: SQL after `select count(*) from`. */
  | { readonly rows: string }
  /** A field of log lines of API and workers, and what it holds. */
  | { readonly logged: (line: LogLine) => boolean }
  /** What people and operators met (person.ts, actions). */
  | { readonly met: string };

export interface LogLine {
  readonly msg?: string;
  readonly activity?: string;
  readonly attempt?: number;
  readonly code?: string | null;
}

export interface InterestingState {
  readonly state: string;
  readonly recognized: Recognized;
  /** PSAs with which there is no such state. */
  readonly notWith?: readonly PsaUnderTest[];
  /** The test of the gate or the extended tier that forces it, by file and name. */
  readonly test: readonly [file: string, name: string];
}

const writing = 'activities/writing/';
const product = 'test/product/';
const faults = 'test/faults/';

/** What became of accounts in runs. */
const reads = `(select r.state, x.run_id from account_read r, unnest(r.run_ids) x(run_id)) a`;

/** Every state that a run must have reached to prove something. A long run fails where one of them never was. */
export const interestingStates: readonly InterestingState[] = [
  {
    state: 'unknown write outcome',
    recognized: { rows: "audit_event where action = 'write-back.unknown'" },
    test: [
      `${faults}outages.extended.fault.test.ts`,
      'the worker, between intent and outcome: done, done late, and not done at all',
    ],
  },
  {
    state: 'confirmed by reading back',
    recognized: {
      rows: `approval_line l where state = 'confirmed' and exists
        (select 1 from audit_event e where e.action = 'write-back.unknown' and e.object_id = l.id::text)`,
    },
    test: [
      `${writing}vendor-answers.integration.test.ts`,
      'with half an answer to a write that was done: confirmed by reading',
    ],
  },
  {
    state: 'sent a second time',
    recognized: { rows: 'write_intent where send_number = 2' },
    // No machine sends a difference again.
    notWith: ['autotask'],
    test: [
      `${writing}vendor-answers.integration.test.ts`,
      '409 twice without doing it: sent twice, then a person decides',
    ],
  },
  {
    state: 'provably not sent, queued again',
    recognized: { rows: "write_intent where outcome = 'not-sent'" },
    test: [
      `${writing}vendor-answers.integration.test.ts`,
      '429: stays queued for as long as the PSA asks, and goes out then',
    ],
  },
  {
    state: 'stale approval',
    recognized: { rows: "approval_line where state = 'stale'" },
    test: [`${writing}invoices-and-stops.integration.test.ts`, 'is not sent once that invoice was made'],
  },
  {
    state: 'conflict',
    recognized: { rows: "approval_line where state = 'conflict'" },
    test: [
      `${product}write-back.workflow.test.ts`,
      'ends in a conflict where a person edits between sending and reading back; resolved, it can be decided again',
    ],
  },
  {
    state: 'conflict resolved by a person',
    recognized: { rows: 'approval_line where resolved_at is not null' },
    test: [
      `${product}write-back.workflow.test.ts`,
      'ends in a conflict where a person edits between sending and reading back; resolved, it can be decided again',
    ],
  },
  {
    state: 'waited for its invoice, then sent',
    recognized: { rows: "approval_line where state = 'confirmed' and billing_target = 'invoice-after'" },
    // A change names its day, and is sent at once.
    notWith: ['autotask'],
    test: [
      `${writing}invoices-and-stops.integration.test.ts`,
      'is sent only after two readings far enough apart showed a later invoice, and lands after it',
    ],
  },
  {
    state: 'approval replaced by another',
    recognized: { rows: 'approval_line where replaced_by is not null' },
    notWith: ['autotask'],
    test: [
      `${product}write-back.workflow.test.ts`,
      'takes the place of one that still waits; only the second is sent',
    ],
  },
  {
    state: 'void by another billing rule',
    recognized: { rows: "approval_line where code = 'BillingRuleChanged'" },
    test: [
      'domain/write-back/rules-6-approval.unit.test.ts',
      'is void where another billing rule applies on its first billed day',
    ],
  },
  {
    state: 'taken back',
    recognized: { rows: 'approval_line where reverts is not null' },
    test: [
      'api/write-backs.integration.test.ts',
      'sets the quantity that stood before, as a new approval on the same invoice',
    ],
  },
  {
    state: 'line created',
    recognized: { rows: "approval_line where state = 'confirmed' and change = 'create-line'" },
    test: [`${writing}creations.integration.test.ts`, 'with the line: confirmed, and its usage line agrees'],
  },
  {
    state: 'line ended',
    recognized: {
      rows: "approval_line where state = 'confirmed' and change = 'end-line' and reverts is null",
    },
    test: [
      `${writing}ends.integration.test.ts`,
      'proves the right to end lines, and others wait for the first',
    ],
  },
  {
    state: 'created or ended line undone',
    recognized: {
      rows: `approval_line l where state = 'confirmed' and exists
        (select 1 from approval_line r where r.id = l.reverts and r.change <> 'set-quantity')`,
    },
    test: [
      `${writing}ends.integration.test.ts`,
      'is sent once two syncs said that the line that stays bills, and is taken back',
    ],
  },
  {
    state: 'writing stopped',
    recognized: { rows: "audit_event where action = 'writes.stopped'" },
    test: [
      'worker/outbox-relay.workflow.test.ts',
      'stops writing where a workflow was ended, starts it again, and lifts the stop once all was read again',
    ],
  },
  {
    state: 'write stop lifted',
    recognized: { rows: "audit_event where action = 'writes.resumed'" },
    test: [
      'worker/outbox-relay.workflow.test.ts',
      'stops writing where a workflow was ended, starts it again, and lifts the stop once all was read again',
    ],
  },
  {
    state: 'lost receipt: repeated under the same key',
    recognized: { met: 'commands repeated after a lost answer' },
    test: [
      `${faults}outages.extended.fault.test.ts`,
      'the API, once it has accepted the approval, and while it accepts one',
    ],
  },
  {
    state: 'command taken with a link, answered later',
    recognized: { met: 'commands taken with 202' },
    test: [
      'api/commands.workflow.test.ts',
      'decisions are taken with a link and applied later, in order, once',
    ],
  },
  {
    state: 'rejected for want of a worker',
    recognized: { met: '503 WorkerUnavailable' },
    test: [
      'api/commands.workflow.test.ts',
      'commands answer 503 WorkerUnavailable within 3 s; the repeat goes through once a worker runs',
    ],
  },
  {
    state: 'rejected for want of the database',
    recognized: { met: '503 DatabaseUnavailable' },
    test: [
      `${faults}outages.extended.fault.test.ts`,
      'PostgreSQL killed during a sync: everything gets 503, and all goes on when it is back',
    ],
  },
  {
    state: 'rejected for want of Temporal',
    recognized: { met: '503 TemporalUnavailable' },
    test: [
      `${faults}outages.extended.fault.test.ts`,
      'Temporal cut off during a sync: reads go on, writes get 503, and all goes on when it is back',
    ],
  },
  {
    state: 'rejected for want of space on the disk',
    recognized: { met: '503 DiskFull' },
    test: [
      'api/outages.integration.test.ts',
      'reading goes on and notes nothing, changes are rejected with the cause, and both recover with it',
    ],
  },
  {
    state: 'stale: the type of its agreement changed',
    recognized: {
      rows: "approval_line where code = 'SnapshotChanged' and detail::text like '%write-back.field.agreement-type%'",
    },
    // Changes are sent at once, and recurring invoices have no type.
    notWith: ['autotask', 'halopsa'],
    test: [
      `${writing}edits-by-people.integration.test.ts`,
      'the type of the agreement, or an administrator what such agreements are billed in: nothing is sent',
    ],
  },
  {
    state: 'stale: its company went to the recycle bin',
    recognized: {
      rows: "approval_line where code = 'SnapshotChanged' and detail::text like '%write-back.field.company-deleted%'",
    },
    notWith: ['autotask', 'halopsa'],
    test: [
      `${writing}edits-by-people.integration.test.ts`,
      'the company: moved to the recycle bin, or billed through another one, nothing is sent',
    ],
  },
  {
    state: 'told of a later invoice than approved',
    recognized: { rows: "notice where code = 'BilledLater'" },
    notWith: ['autotask'],
    test: [
      `${writing}invoices-and-stops.integration.test.ts`,
      'lands on the invoice after it when the invoice is made between reading and write, and says so',
    ],
  },
  {
    state: 'held for want of an exchange rate',
    recognized: { met: 'held without a rate' },
    test: [
      'api/currencies.integration.test.ts',
      'are blocked without an exchange rate, and never added to dollars, wherever money is shown',
    ],
  },
  {
    state: 'asked about a staging copy, or told of another instance',
    recognized: { rows: "audit_event where action = 'integration.instance-differs'" },
    test: [
      `${product}another-instance.workflow.test.ts`,
      'a staging copy is asked about: nothing is promoted, and what waits still belongs to the former one',
    ],
  },
  {
    state: 'gave way to another instance, and came back',
    recognized: { met: 'gave way to another instance' },
    test: [
      `${product}another-instance.workflow.test.ts`,
      'another company: its IDs never meet those of the former one',
    ],
  },
  {
    state: 'double click, one effect',
    recognized: { met: 'double clicks' },
    test: [
      'api/idempotency.integration.test.ts',
      'sent twice at once has one effect: the twin gets the answer, or 409 while the first is in flight',
    ],
  },
  {
    state: 'sync joined the one under way',
    recognized: { met: 'syncs joined over HTTP' },
    test: [
      'api/commands.workflow.test.ts',
      'two syncs asked at once become one run, which the other joins; a cancel ends it; the next is free',
    ],
  },
  {
    state: 'reset while another run holds the integration: joined',
    recognized: {
      rows: `sync_run r where state = 'joined' and exists
        (select 1 from sync_run_execution x where x.sync_run_id = r.id)`,
    },
    test: [
      `${product}takeover.extended.workflow.test.ts`,
      'lets a reset of a canceled run join the one that reads now',
    ],
  },
  {
    state: 'orphan ended, taken over',
    recognized: { rows: "sync_run where code = 'Orphaned'" },
    test: [
      'api/commands.workflow.test.ts',
      'a run whose workflow was terminated is ended as an orphan by the next one',
    ],
  },
  {
    state: 'run taken up again under a new fencing token',
    recognized: { rows: 'sync_run_execution where fencing_token > 1' },
    test: [
      `${product}takeover.extended.workflow.test.ts`,
      'goes on after a reset of a failed run where its rows stand, under a new fencing token, and repairs the integration',
    ],
  },
  {
    state: 'zombie attempt rejected by its fencing token',
    recognized: { logged: ({ code }) => code === 'RunSuperseded' },
    test: [
      'activities/sync/reading-accounts.integration.test.ts',
      'of an execution that was taken over changes nothing any more',
    ],
  },
  {
    state: 'reading handed to another attempt',
    recognized: {
      logged: ({ activity, attempt }) =>
        (activity === 'readAccountBatch' || activity === 'readPsa') && (attempt ?? 1) > 1,
    },
    test: [
      `${faults}worker-killed.fault.test.ts`,
      'twice while it reads accounts: the run goes on, and each account is read once in effect',
    ],
  },
  {
    // Duo said 429: the account's calls are used up, for every process.
    state: 'budget exhausted: every process waits',
    recognized: { rows: 'rate_budget where last_busy_at is not null' },
    test: [
      'db/driver/rate-budget.integration.test.ts',
      'halves the rate for every process on a 429, down to the floor, and waits as long as Duo says',
    ],
  },
  {
    state: 'incomplete count',
    recognized: { rows: `${reads} where state = 'incomplete'` },
    test: [
      `${product}unreadable-accounts.workflow.test.ts`,
      'fails each with its cause, shows its last count as not read and never as zero; then reads only those',
    ],
  },
  {
    state: 'account failed',
    recognized: { rows: `${reads} where state = 'failed'` },
    test: [
      `${product}unreadable-accounts.workflow.test.ts`,
      'fails each with its cause, shows its last count as not read and never as zero; then reads only those',
    ],
  },
  {
    state: 'failed account read by a retry',
    recognized: {
      rows: `${reads} join sync_run r on r.id = a.run_id
        where r.mode = 'failed-accounts' and a.state = 'counted'`,
    },
    test: [
      'activities/sync/reading-accounts.integration.test.ts',
      'leaves the other accounts alone where one cannot be read, and a retry reads only that one',
    ],
  },
  {
    state: 'sync canceled by a person',
    recognized: { rows: "audit_event where action = 'sync.cancel-requested'" },
    test: [
      `${product}syncs.workflow.test.ts`,
      'cancels a run within ten seconds though an account hangs, keeps what was read, and starts again immediately',
    ],
  },
  {
    state: 'sync stopped by pause or disconnect',
    recognized: {
      rows: `sync_run r where code = 'SyncStopped' or code = 'SyncCanceled' and not exists
        (select 1 from audit_event e where e.action = 'sync.cancel-requested' and e.object_id = r.id::text)`,
    },
    test: [
      `${product}phases.workflow.test.ts`,
      'during the first sync: the run is canceled, and Finish starts another',
    ],
  },
  {
    state: 'sync failed for a rejected credential',
    recognized: {
      rows: "sync_run where state = 'failed' and code in ('VendorKeyUnknown', 'VendorSignatureRejected', 'VendorAccessRejected', 'VendorClockSkew', 'PsaSignInRejected')",
    },
    test: [
      `${product}account-list.workflow.test.ts`,
      'needs attention when the Accounts API is rejected, and an authentication repairs it',
    ],
  },
  {
    state: 'candidate credentials rejected, working ones kept',
    // Before Finish nothing works yet that could be kept.
    recognized: {
      rows: `update_command c where kind = 'authenticate' and status = 422 and exists
        (select 1 from update_command f where f.integration_id = c.integration_id and f.kind = 'finish'
          and f.status < 300 and f.done_at < c.received_at)`,
    },
    test: [
      'activities/credentials/rejected-credentials.integration.test.ts',
      'leaves the indicator, and what is in use, alone where only a candidate was rejected',
    ],
  },
  {
    state: 'disconnected with a write under way',
    recognized: {
      rows: `approval_line l join update_command c on c.integration_id = l.integration_id and c.kind = 'disconnect'
        where l.sent_at < c.received_at and l.finished_at > c.received_at`,
    },
    test: [
      'workflows/late-answers.extended.workflow.test.ts',
      'that is disconnected keeps its credentials until nothing that was sent is open',
    ],
  },
  {
    state: 'schedule made again by repair',
    recognized: { rows: "audit_event where action = 'schedule.made'" },
    test: [
      `${faults}outages.extended.fault.test.ts`,
      'while nothing runs: people decide and sync as before, and the daily time is the one they chose',
    ],
  },
  {
    // That it runs again is the oracle's to say, after each of them (workflow-missing).
    state: 'entity ended by an operator, started again',
    recognized: { met: 'terminate integration' },
    test: [
      `${product}temporal-ui-actions.extended.workflow.test.ts`,
      'Reset of an integration reads its row again, in its phase; Terminate is made good by the repair',
    ],
  },
  {
    state: 'connected again after a disconnect',
    recognized: { rows: "audit_event where action = 'integration.connected' offset 1" },
    test: [
      'api/commands.workflow.test.ts',
      'disconnected and connected again is the same integration with its mappings, with another PSA a new one',
    ],
  },
  {
    state: 'failed load retried',
    recognized: { rows: "audit_event where action = 'integration.load-requested'" },
    test: [
      `${product}phases.workflow.test.ts`,
      'a failed load stays in loading with its cause, is retried, and can be disconnected',
    ],
  },
];

export interface Evidence {
  readonly psa: PsaUnderTest;
  readonly db: Database;
  readonly encounters: Encounters;
  /** Log lines of API and workers over all their lives. */
  readonly logged: readonly string[];
}

/** How often each state was reached. */
export async function reachedStates({
  psa,
  db,
  encounters,
  logged,
}: Evidence): Promise<Readonly<Record<string, number>>> {
  const lines = logged.flatMap(parsed);
  const counted = await Promise.all(
    interestingStates
      .filter(({ notWith = [] }) => !notWith.includes(psa))
      .map(async ({ state, recognized }) => [state, await count(recognized)] as const),
  );
  return Object.fromEntries(counted);

  async function count(recognized: Recognized): Promise<number> {
    if ('met' in recognized) return encounters.count(recognized.met);
    if ('logged' in recognized) return lines.filter(recognized.logged).length;
    const { rows } = await sql<{ found: number }>`
      select count(*)::int as found from (select 1 from ${sql.raw(recognized.rows)}) found`.execute(db);
    return rows[0]?.found ?? 0;
  }
}

function parsed(line: string): LogLine[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    // The process was killed in the middle of it.
    return [];
  }
}
