import { type Message, message } from '../../messages/message.ts';
import type { AccountReadState } from '../states.ts';

/** One account of a sync run, with what a person decided about it. */
export interface AccountReadRow {
  readonly accountId: string;
  /** False: the parent itself, which is read with another key. Absent: a child. */
  readonly isChild?: boolean;
  readonly state: AccountReadState;
  readonly code: string | null;
  readonly seats: number | null;
  readonly excluded: boolean;
  /** The permanent cause a person acknowledged (RULES 10): forgives exactly that cause. */
  readonly acknowledgedCode: string | null;
  /** The code by which the key would be to blame, where this child alone rejected it; absent or null: it did not. */
  readonly credentialCause?: string | null;
}

export interface RunTotals {
  readonly listed: number;
  readonly counted: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly gone: number;
  readonly seatsCounted: number;
}

export type RunOutcome =
  | {
      readonly kind: 'ended';
      readonly outcome: 'succeeded' | 'partial' | 'failed';
      /** `NothingCounted` when the run counted none of the accounts it listed; the credential's cause when every child rejected the key, or every agreement was refused to the role. */
      readonly code: string | null;
      readonly totals: RunTotals;
      /** Accounts that made the run partial. */
      readonly unforgiven: readonly string[];
      /** Accounts without a count that did not: excluded, or their cause was acknowledged. */
      readonly forgiven: number;
    }
  /** The run may not end: rows are pending, or the rows do not sum to what was listed. */
  | {
      readonly kind: 'rejected';
      readonly code: 'AccountsPending' | 'SumsDoNotClose';
      readonly detail: Message;
    };

export interface RunRows {
  /** How many accounts the run listed, parent included. */
  readonly listed: number;
  readonly accounts: readonly AccountReadRow[];
  /** Agreements whose lines could not be read: their groups are `not-read`, so the run is partial. */
  readonly agreementsFailed?: number;
  /** Each agreement of the run was refused to the API member's role: then it is the role that lacks the right. */
  readonly everyAgreementRejected?: boolean;
  /** A run that reads only what failed before, or one usage line: of agreements alone, it lists no account. A full one lists the parent. */
  readonly retry?: boolean;
}

/**
 * Outcome of a run from its rows, never from summed results (architecture.md 4, RULES 10). Excluded accounts, and those
 * whose cause a person acknowledged, do not make a run partial by failing. Nothing counted is a failure, never a
 * success.
 */
export function runOutcome({
  listed,
  accounts,
  agreementsFailed = 0,
  everyAgreementRejected = false,
  retry = false,
}: RunRows): RunOutcome {
  const pending = accounts.filter((row) => row.state === 'pending').length;
  if (pending > 0)
    return {
      kind: 'rejected',
      code: 'AccountsPending',
      detail: message('runs.accounts-pending', { pending, listed }),
    };
  const totals = sumRows(listed, accounts);
  const sum = totals.counted + totals.incomplete + totals.failed + totals.gone;
  if (sum !== listed) {
    return {
      kind: 'rejected',
      code: 'SumsDoNotClose',
      detail: message('runs.accounts-unequal', { outcomes: sum, listed }),
    };
  }
  const blamed = retry ? null : everyAgreementRejected ? 'PsaRightMissing' : keyToBlame(accounts);
  if (blamed !== null)
    return { kind: 'ended', outcome: 'failed', code: blamed, totals, unforgiven: [], forgiven: 0 };
  if (totals.counted === 0 && !(retry && listed === 0))
    return { kind: 'ended', outcome: 'failed', code: 'NothingCounted', totals, unforgiven: [], forgiven: 0 };
  const uncounted = accounts.filter((row) => row.state !== 'counted');
  const unforgiven = uncounted.filter((row) => !isForgiven(row)).map((row) => row.accountId);
  const outcome = unforgiven.length > 0 || agreementsFailed > 0 ? 'partial' : 'succeeded';
  return {
    kind: 'ended',
    outcome,
    code: null,
    totals,
    unforgiven,
    forgiven: uncounted.length - unforgiven.length,
  };
}

/** One child that rejects the key is in trouble by itself; where all do, the list's answer does not clear the key. */
function keyToBlame(accounts: readonly AccountReadRow[]): string | null {
  const children = accounts.filter((row) => row.state !== 'gone' && row.isChild !== false);
  const causes = children.map((row) => row.credentialCause ?? null).filter((cause) => cause !== null);
  if (causes.length === 0 || causes.length < children.length) return null;
  const often = (cause: string): number => causes.filter((one) => one === cause).length;
  return causes.reduce((most, cause) => (often(cause) > often(most) ? cause : most));
}

/** RULES 10: an acknowledgement forgives the cause it names, not a new one. */
function isForgiven(row: AccountReadRow): boolean {
  return row.excluded || (row.acknowledgedCode !== null && row.acknowledgedCode === row.code);
}

/** How many accounts of `listed` ended in each way, and the seats of those that were counted. */
export function sumRows(listed: number, accounts: readonly AccountReadRow[]): RunTotals {
  const inState = (state: AccountReadState): number => accounts.filter((row) => row.state === state).length;
  return {
    listed,
    counted: inState('counted'),
    incomplete: inState('incomplete'),
    failed: inState('failed'),
    gone: inState('gone'),
    seatsCounted: accounts.reduce(
      (sum, row) => (row.state === 'counted' && row.seats !== null ? sum + row.seats : sum),
      0,
    ),
  };
}

/**
 * Active is earned: a run that succeeded, or a partial one with at least one mapped account counted (architecture.md
 * 4).
 */
export function earnsActive(
  outcome: 'succeeded' | 'partial' | 'failed',
  mappedAccountsCounted: number,
): boolean {
  return outcome === 'succeeded' || (outcome === 'partial' && mappedAccountsCounted > 0);
}
