import { lastReadingOf } from '../../db/model/count-times.ts';
import { type RawBuilder, sql } from 'kysely';
import { dayMs } from '../../domain/calendar.ts';
import { keeping, signIns } from '../../domain/defaults.ts';
import { systemActor } from '../../domain/keys.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { among } from '../../db/driver/one-of.ts';
import {
  forgetCompositions,
  forgetCounts,
  forgetLineHistory,
  forgetAccountReads,
  forgetPastAgreementReads,
  forgetRuns,
  type Past,
} from '../../db/housekeeping/old-history.ts';
import { eraseFormerSecrets } from '../../db/notices/webhooks.ts';

/** For how long what nothing refers to is kept; each has its reason in config/variables.ts. */
export interface Keeping {
  /** Runs, what they read, counts, versions of lines, closed notices, users whom the vendor lists no more. */
  readonly historyMonths: number;
  /** Commands that have their answer, keys of requests, and words to Temporal about changes that have ended. */
  readonly commandsDays: number;
  /** Ended messages of webhooks. */
  readonly messagesDays: number;
}

export interface ForgottenRecords {
  readonly names: number;
  /** Rows of everything else that was seen to: gone, or found to be referred to and marked. */
  readonly rows: number;
}

/** Rows of one statement: no lock is held for long. */
const atOnce = 1_000;

/**
 * Forgets what a tenant's records promise to keep no longer, in slices with a transaction each. What a closed month, an
 * approval's evidence or a present line refers to stays, and so do ledger and audit. Names are a person's: that they
 * went is audited.
 * @param onBatch called after each transaction.
 */
export async function forgetOldRecords(
  db: Database,
  tenantId: string,
  at: Date,
  keeping: Keeping,
  onBatch: () => void,
): Promise<ForgottenRecords> {
  const past = { tenantId, before: monthsBefore(at, keeping.historyMonths) };
  const steps: readonly ((tx: Tx) => Promise<number>)[] = [
    (tx) => eraseFormerSecrets(tx, tenantId, at),
    (tx) => forgetEnded(tx, tenantId, messages, daysBefore(at, keeping.messagesDays)),
    ...[updateCommands, mappingCommands, idempotencyKeys, words].map(
      (what) => (tx: Tx) => forgetEnded(tx, tenantId, what, daysBefore(at, keeping.commandsDays)),
    ),
    (tx) => forgetEnded(tx, tenantId, networks, daysBefore(at, signIns.knownNetworkDays)),
    ...[notices, holders].map((what) => (tx: Tx) => forgetEnded(tx, tenantId, what, past.before)),
    ...history.map((forget) => (tx: Tx) => forget(tx, past)),
  ];
  const names = await db.transaction().execute((tx) => forgetNames(tx, tenantId, at));
  onBatch();
  let rows = 0;
  for (const step of steps)
    for (let seen = -1; seen !== 0; rows += seen) {
      seen = await db.transaction().execute(step);
      onBatch();
    }
  return { names, rows };
}

/** In this order: what refers to a count or a run goes before it. */
const history: readonly ((tx: Tx, past: Past) => Promise<number>)[] = [
  forgetAccountReads,
  forgetPastAgreementReads,
  forgetLineHistory,
  forgetCompositions,
  forgetCounts,
  forgetRuns,
];

interface Ended {
  readonly table: string;
  readonly key: readonly string[];
  /** When a row was over; null: it is not. */
  readonly at: string;
  /** Rows with this condition on `o` stay. */
  readonly unless?: RawBuilder<boolean>;
}

const messages: Ended = { table: 'webhookDelivery', key: ['id'], at: 'endedAt' };
const updateCommands: Ended = {
  table: 'updateCommand',
  key: ['integrationId', 'commandId'],
  at: 'doneAt',
};
const mappingCommands: Ended = {
  table: 'mappingCommand',
  key: ['integrationId', 'commandId'],
  at: 'appliedAt',
};
/** With the answer that a repeat would get. */
const idempotencyKeys: Ended = { table: 'idempotencyKey', key: ['actor', 'key'], at: 'createdAt' };
const words: Ended = {
  table: 'outbox',
  key: ['id'],
  at: 'relayedAt',
  unless: sql<boolean>`exists (select from approval_line l where l.tenant_id = o.tenant_id and l.approval_id = o.approval_id
    and ${among('l.state', liveStates)})`,
};
const notices: Ended = {
  table: 'notice',
  key: ['id'],
  at: 'closedAt',
  unless: sql<boolean>`exists (select from webhook_delivery d where d.tenant_id = o.tenant_id and d.notice_id = o.id)`,
};
const holders: Ended = { table: 'seatHolder', key: ['vendorAccountId', 'vendorUserId'], at: 'goneAt' };
/** Of people who left too: a sign-in forgets only one's own. */
const networks: Ended = { table: 'signInNetwork', key: ['memberId', 'network'], at: 'lastAt' };

async function forgetEnded(tx: Tx, tenantId: string, ended: Ended, before: Date): Promise<number> {
  const key = sql.join(['tenantId', ...ended.key].map((column) => sql.ref(column)));
  const { numAffectedRows } = await sql`
    delete from ${sql.table(ended.table)} where (${key}) in (
      select ${key} from ${sql.table(ended.table)} o
      where o.tenant_id = ${tenantId} and o.${sql.ref(ended.at)} < ${before} and not ${ended.unless ?? sql<boolean>`false`}
      limit ${atOnce})`.execute(tx);
  return Number(numAffectedRows);
}

/**
 * Of users that the vendor lists no more, and of accounts that nobody counted for as long, with whether they used their seat.
 * Ids, states and times stay.
 */
async function forgetNames(tx: Tx, tenantId: string, at: Date): Promise<number> {
  const { rows } = await sql<{ names: number }>`
    with due as (
      select h.vendor_account_id, h.vendor_user_id, h.username from seat_holder h
      where h.tenant_id = ${tenantId} and (h.username is not null or h.unused is not null)
        and coalesce(h.gone_at, (select max(l.at) from seat_count s cross join lateral ${lastReadingOf('s')} l
          where s.tenant_id = h.tenant_id and s.vendor_account_id = h.vendor_account_id))
          < ${at}::timestamptz - make_interval(months => ${keeping.namesMonths})),
    forgotten as (
      update seat_holder h set username = null, unused = null, unused_since = null from due d
      where h.tenant_id = ${tenantId} and h.vendor_account_id = d.vendor_account_id
        and h.vendor_user_id = d.vendor_user_id)
    select count(username)::int as names from due`.execute(tx);
  const [{ names } = { names: 0 }] = rows;
  if (names > 0)
    await recordAudit(tx, {
      tenantId,
      actor: systemActor,
      action: 'privacy.old-names-erased',
      objectKind: 'tenant',
      objectId: tenantId,
      detail: { namesErased: names, olderThanMonths: keeping.namesMonths },
    });
  return names;
}

/** The first of the month, UTC, so many months before. */
const monthsBefore = (at: Date, months: number): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1));

const daysBefore = (at: Date, days: number): Date => new Date(at.getTime() - days * dayMs);
