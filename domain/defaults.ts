import { dayMs as day } from './calendar.ts';
import type { CheckLimits } from './usage/composition.ts';
import type { DailyCaps } from './write-back/daily-cap.ts';

/**
 * Every default of the product, with its rule (`RULES 7` is section 7 of docs/rules.md) or the reason. Settings,
 * environment variables, contracts, adapters and the console read it; a test compares the defaults of database columns
 * with it. Batch sizes, polling intervals and protocol limits are not defaults; they are defined where they are used.
 */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/* Settings, which an administrator changes. */

/** RULES 7; `sourceSpreadHours` and `backgroundReadDays` RULES 2. */
export const defaultCheckLimits: CheckLimits = {
  dropShare: '0.20',
  dropSeats: 5,
  shrinkShare: '0.10',
  jumpShare: '0.50',
  jumpSeats: 10,
  perSeatMinimumCount: 5,
  monthlyEffect: '500',
  maximumAgeHours: 48,
  sourceSpreadHours: 24,
  backgroundReadDays: 7,
};

/** What may be sent on one day, for each integration (RULES 6). */
export const defaultWriteCaps: DailyCaps = { lines: 200, amount: '5000.00' };

/** The same of lines that are created (RULES 16), and of ends (RULES 17). */
export const defaultCreateCaps: DailyCaps = { lines: 50, amount: '2500.00' };
export const defaultEndCaps: DailyCaps = { lines: 20, amount: '2500.00' };

/** Days after which people are reminded of a credential, webhook secret or master key; the most that may be set. */
export const secretReminder = { usualDays: 90, mostDays: 3_650 } as const;

/**
 * Days without a login after which a seat counts as unused: 45, as CIS Controls 5.3 calls an account dormant. The least that
 * may be set is also what is not kept (architecture.md 6).
 */
export const unusedSeats = { usualDays: 45, leastDays: 14, mostDays: 730 } as const;

/** The logo of the MSP: a file that fits into every page and report. */
export const logoLimits = { bytes: 256 * 1_024, pixels: 1_600 } as const;

/** What the first start calls the MSP, the currency of its PSA, its days until the PSA says its zone; who signs in first. */
export const firstTenant = {
  name: 'My MSP',
  currency: 'USD',
  timeZone: 'UTC',
  adminEmail: 'admin@seatwise.local',
} as const;

/** What a new integration has: unarmed (RULES 8), names of users kept as evidence. */
export const newIntegration = {
  writeBackEnabled: false,
  keepNames: true,
} as const;

/* Approvals that wait (RULES 5 and 6). */

export const approvalWaits = {
  /** RULES 6: an approval expires. */
  endsAfterDays: 45,
  /** RULES 6: one for the invoice after N expires this number of days after N, if that is later. */
  endsAfterInvoiceDays: 14,
  /** Days before expiry at which people are notified of an unsent one. */
  warnedBeforeEndDays: 7,
  /** RULES 2: "within two days of its invoice", one that waits for a complete reading. */
  unreadNoticeBeforeInvoiceDays: 2,
} as const;

/** Writing a line (architecture.md 5), in milliseconds; each is a variable `WRITE_…` with the reason. */
export const writing = {
  batchLines: 25,
  linesAtOnce: 6,
  batchMs: minute,
  unknownWaitMs: minute,
  readBackGapMs: 5 * second,
  /** RULES 6: "at most 2 seconds". */
  targetFreshMs: 2 * second,
  /** RULES 6: "at most 15". */
  neighborsFreshMs: 15 * second,
  /** RULES 6: "three times at most". */
  readingTries: 3,
  /** RULES 5: "at least 6 hours apart". */
  laterInvoiceApartMs: 6 * hour,
  /** RULES 16: "at least 6 hours apart". */
  createApartMs: 6 * hour,
  /** RULES 17: "at least 24 hours apart". */
  endApartMs: day,
  recheckMs: 6 * hour,
  giveUpMs: day,
} as const;

/* Syncs (RULES 2, architecture.md 4 and 7). */

export const syncs = {
  /** Daily syncs of new integrations are spread over these minutes, in UTC: Temporal, workers and vendors serve many at night. */
  night: { from: { hour: 2, minute: 0 }, minutes: 4 * 60 },
  /** Temporal starts a scheduled run up to this long after its time, so that tenants do not all start together. */
  jitterMs: 20 * minute,
  /** After jitter, how late a run may begin before it counts as missed: a restart of the workers takes minutes. */
  marginMs: 40 * minute,
  /** A schedule created or changed less than this before its time may miss that run. */
  settlingMs: 5 * minute,
  /** Temporal makes up for a run that was missed by less. */
  catchupMs: 12 * hour,
  /** RULES 2: how long the first run may use a read from loading instead of its own. */
  loadedStandsMs: 2 * hour,
  /** Credentials are tried so long before the scheduled sync: time for a person to repair one that is rejected. */
  probeLeadMs: 6 * hour,
  /** How long a run may make no progress before people are notified. */
  stallNotifiedMs: 10 * minute,
  /** The same of one that waits for a known time: longer than the hour in which a PSA may count calls. */
  waitNotifiedMs: 2 * hour,
  /** The age of counts is updated this often where no sync does it (RULES 7). */
  composedAgainMs: 6 * hour,
} as const;

/** One slice of reading; each is a variable `SYNC_…` with the reason. */
export const reading = {
  batchMs: 5 * minute,
  batchItems: 500,
  heartbeatTimeoutMs: 20 * second,
  cancelPollMs: 2 * second,
} as const;

/* Calls to vendors and PSAs (architecture.md 8 and 9). */

export const vendorCalls = {
  readTimeoutMs: 20 * second,
  attempts: 3,
  firstRetryMs: second,
  accountsAtOnce: 4,
  perMinute: { start: 30, floor: 5, ceiling: 200 },
  /** Of one call where no budget spaces them: what an estimate goes by. */
  usualMs: 300,
} as const;

export const psaCalls = {
  timeoutMs: 30 * second,
  atOnce: 3,
  atOnceCeiling: 6,
  firstRetryMs: 500,
  /** The lowest limit that an instance was seen to name, which all of its integrations share. */
  limitOfFiveMinutes: 300,
  /** To one PSA that limits them so: half of that, so that other integrations keep the other half. */
  perFiveMinutes: 150,
  /** Of those, what a sync leaves: 30 calls write some four lines, which take about eight each. */
  keptPercent: 20,
  /** Until a line bills what its licence counts: longer than an immediate recount takes, short enough to wait for. */
  followsWithinMs: 10 * second,
  /** Between the two readings that confirm a line which the PSA may compute without saying so. */
  secondReadAfterMs: 4 * second,
  /** So long a loading waits for calls without getting any; a run waits as long (workflows/sync/calls.ts). */
  loadingWaitsMs: 6 * hour,
  /** For the command `reconcile`, which runs at the same time as the service. */
  atOnceToReconcile: 2,
} as const;

/** Maximum number of companies suggested for an unmapped account (RULES 11). */
export const suggestionsOfAccount = 3;

/* How long records are kept (architecture.md 6). */

export const keeping = {
  historyMonths: 36,
  commandsDays: 90,
  messagesDays: 90,
  /** Names of users are evidence for so long after the vendor listed them last. */
  namesMonths: 13,
  /** RULES 3: how long a vanished line of a removed group is reported again if the group comes back. */
  vanishedDays: 90,
  /** Closed workflows, in the Temporal server that npm start brings; the second where it rejects the first. */
  workflowDays: 90,
  workflowDaysAtLeast: 30,
} as const;

/* People, sessions and keys (architecture.md 11). */

export const sessions = { idleMinutes: 30, hours: 12, stepUpMinutes: 5 } as const;

export const apiKeys = {
  /** Days after which a new key expires by default; the maximum. */
  usualDays: 90,
  longestDays: 365,
  /** Days before expiry at which people are notified of a key with a longer term. */
  warnedBeforeEndDays: 14,
  /** Days for which a member who could approve stays closed to keys: longer than a long weekend goes unnoticed. */
  closedAfterApprovingDays: 7,
} as const;

export const signIns = {
  temporaryPasswordDays: 7,
  /** NIST SP 800-63B asks for 8 or more and no composition rules. */
  leastPasswordLength: 12,
  /** A network from which a person signed in is known to be theirs for so long. */
  knownNetworkDays: 90,
  /** Consecutive rejected passwords after which people are notified, and again after as many more. */
  rejectedInARow: 10,
  /** 5 and 50 in five minutes; 100 in an hour, as NIST SP 800-63B, 5.2.2 has it. */
  limits: { perPersonAndNetwork: 5, perNetwork: 50, perPerson: 100 },
} as const;

export const factors = {
  /** Of one sign-in, or one change of factors; and how often a second factor may be given wrong in it. */
  stepMinutes: 5,
  stepAttempts: 5,
  /** As authenticator apps compute codes by default (RFC 6238), and steps to either side that a clock may be off. */
  totpStepSeconds: 30,
  totpStepsOff: 1,
  recoveryCodes: 10,
  /** Unused recovery codes at which people are notified. */
  fewRecoveryCodes: 2,
  mostPasskeys: 20,
} as const;

/* The service and its background work (architecture.md 2 and 10); each is a variable with the reason. */

export const service = {
  port: 4600,
  host: '127.0.0.1',
  trustedProxies: 0,
  requestsPerMinute: 600,
  logLevel: 'info',
  logFormat: 'numbers',
  databaseConnections: 20,
  tracedShare: 1,
} as const;

/** Concurrent exports in one process: fewer than the minimum of DB_POOL_MAX. */
export const exportsAtOnce = { perPerson: 2, all: 3 } as const;

/** Rows of one answer of a list (architecture.md 7). */
export const listRows = { usual: 50, most: 500 } as const;

/** How the roles are called in PostgreSQL. */
export const databaseRoleNames = {
  owner: 'seatwise_owner',
  api: 'seatwise_api',
  worker: 'seatwise_worker',
  commands: 'seatwise_commands',
} as const;

/** Of the server that `npm start` brings, and where nothing names another. */
export const ownTemporal = { namespace: 'seatwise', port: 7233, uiPort: 8233 } as const;

export const background = {
  checkpointEveryMs: minute,
  relayEveryMs: second,
  repairEveryMs: 5 * minute,
} as const;

/** Views of the usage list that one person keeps. */
export const mostSavedViews = 100;
/** In days: how recent a break-glass sign-in must be to require single sign-on, and when a notice asks for a test. */
export const breakGlass = { usedWithinDays: 90, remindedAfterDays: [60, 85] } as const;
/** Identity providers of one organization. */
export const mostProviders = 10;

export const webhookMessages = {
  timeoutMs: 15 * second,
  firstWaitMs: 5 * second,
  /** No message waits longer for its next attempt, nor lets its receiver make it wait longer. */
  longestWaitMs: 6 * hour,
  giveUpMs: 3 * day,
  /** Webhooks of one tenant: every notice makes a row for each of them in its transaction. */
  most: 20,
} as const;

export const auditStreams = {
  /** Of one tenant: each reads every entry once more. */
  most: 5,
  /** Of one message or connection, whichever is reached first; one entry is always sent whole. */
  batchEvents: 500,
  batchBytes: 1024 * 1024,
  /** Entries of one answer of `GET /audit/stream`. */
  pullEvents: 1_000,
  firstWaitMs: 5 * second,
  longestWaitMs: 10 * minute,
  /** A receiver that fails for this long raises a notice. */
  noticeAfterMs: 2 * hour,
} as const;
