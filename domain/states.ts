/**
 * States and their transitions as data (architecture.md 4): read by code, by the database
 * test and by the docs. A state that is not named as a successor is not reachable.
 */

export type IntegrationPhase =
  | 'awaiting-credentials'
  | 'loading'
  | 'mapping'
  | 'first-sync'
  | 'active'
  | 'paused'
  | 'needs-attention'
  | 'disconnecting'
  | 'disconnected';

/** Set up and at rest, neither paused nor in need of a person: editions are read beside (docs/decisions/0012). */
export const readsEditions = (phase: IntegrationPhase | null): boolean =>
  phase === 'mapping' || phase === 'active';

/** A refused working key shows as the phase, with the newest cause also where an older one stands already. */
export const showsRefusals = (phase: IntegrationPhase): boolean =>
  phase === 'active' || phase === 'needs-attention';

/** What people see of an integration. */
export type IntegrationStatus = 'inactive' | 'pending' | 'active' | 'paused' | 'error';

export type GateStatus = 'waiting' | 'pending' | 'error';

export type SyncRunState = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled' | 'joined';

export type AccountReadState = 'pending' | 'counted' | 'incomplete' | 'failed' | 'gone';

export type MappingState = 'unmapped' | 'mapped' | 'excluded';

/**
 * One approved change on its way to the PSA (architecture.md 5). `queued`: not sent yet, perhaps waiting for its
 * invoice. `sending`: the intent is stored. `unknown`: sent, and no answer says what became of it.
 */
export type ApprovalLineState =
  | 'queued'
  | 'sending'
  | 'unknown'
  | 'confirmed'
  | 'unchanged'
  | 'stale'
  | 'conflict'
  | 'refused'
  | 'cancelled';

export type DecisionState = 'open' | 'held' | 'proposed' | 'approved' | 'dismissed';

/**
 * Phases of an integration (architecture.md 4). Disconnecting is possible from every phase; a failed load stays in
 * `loading`, a failed first sync in `first-sync`. `mapping` → `loading` is a reload before Finish.
 */
const integrationPhases = {
  'awaiting-credentials': ['loading', 'disconnecting'],
  loading: ['mapping', 'disconnecting'],
  mapping: ['first-sync', 'loading', 'disconnecting'],
  'first-sync': ['active', 'disconnecting'],
  active: ['paused', 'needs-attention', 'disconnecting'],
  paused: ['active', 'disconnecting'],
  'needs-attention': ['active', 'disconnecting'],
  disconnecting: ['disconnected'],
  // Connect again: same row, same id.
  disconnected: ['awaiting-credentials'],
} as const satisfies Record<IntegrationPhase, readonly IntegrationPhase[]>;

/** One of the three indicators of gate one; a reload may take `pending` back to `error`, never to `waiting`. */
const gateStatuses = {
  waiting: ['pending', 'error'],
  pending: ['error', 'waiting'],
  error: ['pending', 'waiting'],
} as const satisfies Record<GateStatus, readonly GateStatus[]>;

/**
 * A run that ended failed or cancelled may be taken up again by Reset, or then meet another one and join it; any other
 * end is final (architecture.md 4).
 */
const syncRuns = {
  queued: ['running', 'joined', 'failed', 'cancelled'],
  running: ['succeeded', 'partial', 'failed', 'cancelled'],
  failed: ['running', 'joined'],
  cancelled: ['running', 'joined'],
  succeeded: [],
  partial: [],
  joined: [],
} as const satisfies Record<SyncRunState, readonly SyncRunState[]>;

const accountReads = {
  pending: ['counted', 'incomplete', 'failed', 'gone'],
  counted: [],
  incomplete: [],
  failed: [],
  gone: [],
} as const satisfies Record<AccountReadState, readonly AccountReadState[]>;

/** An excluded account is included first; a mapped one may be excluded at once (RULES 10). */
const mappings = {
  unmapped: ['mapped', 'excluded'],
  mapped: ['unmapped', 'excluded'],
  excluded: ['unmapped'],
} as const satisfies Record<MappingState, readonly MappingState[]>;

/** RULES 8: a dismissal reopens at month end, a hold stays until any other decision, a final write reopens. */
const decisions = {
  open: ['held', 'proposed', 'approved', 'dismissed'],
  held: ['open', 'proposed', 'approved', 'dismissed'],
  proposed: ['open', 'held', 'approved', 'dismissed'],
  approved: ['open', 'approved'],
  dismissed: ['open', 'held', 'proposed', 'approved'],
} as const satisfies Record<DecisionState, readonly DecisionState[]>;

/**
 * Back to `queued`: provably not sent. From `unknown` to `sending`: read back as not done, sent once more, or ended where
 * it may not be sent any more. A conflict is
 * final for the write and stays open for a person. `cancelled` also holds void and replaced ones (RULES 6).
 */
const approvalLines = {
  queued: ['sending', 'unchanged', 'stale', 'cancelled'],
  sending: ['queued', 'unknown', 'confirmed', 'refused', 'conflict'],
  unknown: ['sending', 'confirmed', 'conflict', 'stale', 'cancelled'],
  confirmed: [],
  unchanged: [],
  stale: [],
  conflict: [],
  refused: [],
  cancelled: [],
} as const satisfies Record<ApprovalLineState, readonly ApprovalLineState[]>;

/** All state machines by name. */
export const transitions = {
  'integration-phase': integrationPhases,
  'gate-status': gateStatuses,
  'sync-run': syncRuns,
  'account-read': accountReads,
  mapping: mappings,
  decision: decisions,
  'approval-line': approvalLines,
} as const;

export type Machine = keyof typeof transitions;
export type StateOf<M extends Machine> = Extract<keyof (typeof transitions)[M], string>;

/** May `machine` go from `from` to `to` in one step? Staying is not a move. */
export function canMove<M extends Machine>(machine: M, from: StateOf<M>, to: StateOf<M>): boolean {
  const table: Readonly<Record<string, readonly string[]>> = transitions[machine];
  const next = table[from];
  return next !== undefined && next.includes(to);
}

/** The status shown for each phase (architecture.md 4). */
export const shownStatus: Readonly<Record<IntegrationPhase, IntegrationStatus>> = {
  'awaiting-credentials': 'inactive',
  loading: 'inactive',
  mapping: 'pending',
  'first-sync': 'pending',
  active: 'active',
  paused: 'paused',
  'needs-attention': 'error',
  disconnecting: 'inactive',
  disconnected: 'inactive',
};

/**
 * Gate one guards mapping, review and finish only until Finish; afterwards mapping is always open (architecture.md 7).
 */
export const phasesBeforeFinish: readonly IntegrationPhase[] = ['awaiting-credentials', 'loading', 'mapping'];

/** Phases in which an integration has a Schedule (architecture.md 4). */
export const hasSchedule = (phase: IntegrationPhase): boolean => phase === 'paused' || isRead(phase);

/** Phases in which syncs run. */
export const readPhases: readonly IntegrationPhase[] = ['first-sync', 'active', 'needs-attention'];
export const isRead = (phase: IntegrationPhase): boolean => readPhases.includes(phase);
