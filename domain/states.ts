/**
 * States and their transitions as data (architecture.md 4): read by code, by the database
 * test and by the docs. A state that is not named as a successor is not reachable.
 */

/** Each state with what may follow it. The tables below are the only lists of these states. */
const stateMachine = <S extends string>(
  next: Readonly<Record<S, readonly NoInfer<S>[]>>,
): Readonly<Record<S, readonly S[]>> => next;

/** The states of a machine, in the order of its table. */
const statesOf = <S extends string>(next: Readonly<Record<S, readonly S[]>>): readonly S[] =>
  Object.keys(next) as S[];

/**
 * Phases of an integration (architecture.md 4). Disconnecting is possible from every phase; a failed load stays in
 * `loading`, a failed first sync in `first-sync`. `mapping` → `loading` is a reload before Finish.
 */
const phases = stateMachine({
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
});
export type IntegrationPhase = keyof typeof phases;
export const integrationPhases = statesOf(phases);

/** One of the three indicators of gate one; a reload may take `pending` back to `error`, never to `waiting`. */
const gates = stateMachine({
  waiting: ['pending', 'error'],
  pending: ['error', 'waiting'],
  error: ['pending', 'waiting'],
});
export type GateStatus = keyof typeof gates;
export const gateStatuses = statesOf(gates);

/**
 * A run that ended failed or canceled may be taken up again by Reset, or then meet another one and join it; any other
 * end is final (architecture.md 4).
 */
const syncRuns = stateMachine({
  queued: ['running', 'joined', 'failed', 'canceled'],
  running: ['succeeded', 'partial', 'failed', 'canceled'],
  succeeded: [],
  partial: [],
  failed: ['running', 'joined'],
  canceled: ['running', 'joined'],
  joined: [],
});
export type SyncRunState = keyof typeof syncRuns;
export const syncRunStates = statesOf(syncRuns);

const accountReads = stateMachine({
  pending: ['counted', 'incomplete', 'failed', 'gone'],
  counted: [],
  incomplete: [],
  failed: [],
  gone: [],
});
export type AccountReadState = keyof typeof accountReads;
export const accountReadStates = statesOf(accountReads);

/** An excluded account is included first; a mapped one may be excluded at once (RULES 10). */
const mappings = stateMachine({
  unmapped: ['mapped', 'excluded'],
  mapped: ['unmapped', 'excluded'],
  excluded: ['unmapped'],
});
export type MappingState = keyof typeof mappings;
export const mappingStates = statesOf(mappings);

/** RULES 8: a dismissal reopens at month end, a hold stays until any other decision, a final write reopens. */
const decisions = stateMachine({
  open: ['held', 'proposed', 'approved', 'dismissed'],
  proposed: ['open', 'held', 'approved', 'dismissed'],
  approved: ['open', 'approved'],
  dismissed: ['open', 'held', 'proposed', 'approved'],
  held: ['open', 'proposed', 'approved', 'dismissed'],
});
export type DecisionState = keyof typeof decisions;
export const decisionStates = statesOf(decisions);

/**
 * One approved change on its way to the PSA (architecture.md 5). `queued`: not sent yet, perhaps waiting for its
 * invoice. `sending`: the intent is stored. `unknown`: sent, and no answer says what became of it.
 * Back to `queued`: provably not sent. From `unknown` to `sending`: read back as not done, sent once more, or ended where
 * it may not be sent any more. A conflict is
 * final for the write and stays open for a person; to `confirmed`: a person accepts a line that was created after all.
 * `canceled` also holds void and replaced ones (RULES 6).
 */
const approvalLines = stateMachine({
  queued: ['sending', 'unchanged', 'stale', 'canceled'],
  sending: ['queued', 'unknown', 'confirmed', 'rejected', 'conflict'],
  unknown: ['sending', 'confirmed', 'conflict', 'stale', 'canceled'],
  confirmed: [],
  unchanged: [],
  stale: [],
  conflict: ['confirmed'],
  rejected: [],
  canceled: [],
});
export type ApprovalLineState = keyof typeof approvalLines;
export const approvalLineStates = statesOf(approvalLines);

/** All state machines by name. */
export const transitions = {
  'integration-phase': phases,
  'gate-status': gates,
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

/** States from which one step leads to `to`. */
export const statesBefore = <M extends Machine>(machine: M, to: StateOf<M>): readonly StateOf<M>[] =>
  (Object.keys(transitions[machine]) as StateOf<M>[]).filter((from) => canMove(machine, from, to));

/** What people see of an integration. */
export const integrationStatuses = ['inactive', 'pending', 'active', 'paused', 'error'] as const;
export type IntegrationStatus = (typeof integrationStatuses)[number];

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
 * Gate one checks mapping, review and finish only until Finish; afterwards mapping is always open (architecture.md 7).
 */
export const phasesBeforeFinish: readonly IntegrationPhase[] = ['awaiting-credentials', 'loading', 'mapping'];

/** Phases in which an integration has a Schedule (architecture.md 4). */
export const hasSchedule = (phase: IntegrationPhase): boolean => phase === 'paused' || isRead(phase);

/** Phases in which syncs run. */
export const readPhases: readonly IntegrationPhase[] = ['first-sync', 'active', 'needs-attention'];
export const isRead = (phase: IntegrationPhase): boolean => readPhases.includes(phase);

/** Phases in which working credentials are tried: from the first success until a person stops it. */
export const probedPhases: readonly IntegrationPhase[] = ['loading', 'mapping', ...readPhases];
export const isProbed = (phase: IntegrationPhase): boolean => probedPhases.includes(phase);

/** Set up and at rest, neither paused nor in need of a person: editions are read beside (docs/decisions/0012). */
export const readsEditions = (phase: IntegrationPhase | null): boolean =>
  phase === 'mapping' || phase === 'active';

/** A rejected working key shows as the phase, with the newest cause also where an older one stands already. */
export const showsRejections = (phase: IntegrationPhase): boolean =>
  phase === 'active' || phase === 'needs-attention';
