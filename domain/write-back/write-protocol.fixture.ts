import type { CompositionInput } from '../usage/composition.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { type ApprovalLineState, canMove } from '../states.ts';
import { isLive } from '../decisions/approval.ts';
import { approve, inAdvance, presentFacts } from './approvals.fixture.ts';
import { changeMove } from '../decisions/change-move.ts';
import { approvedSnapshot, type ApprovedSnapshot } from '../decisions/snapshot.ts';
import { snapshotDifferences } from './snapshot-differences.ts';
import { approvalEnd } from './status.ts';
import { confirmByValue, type ShownLine } from './confirmation.ts';
import { type ReadBack, resolveUnknown } from './write-outcome.ts';

/**
 * architecture.md 5, "Writing one line", as a state machine over the real rules: one PSA line, one approval line, and
 * attempts that may end between any two steps. Time is a counter: a PATCH begins in the tick of its intent or never,
 * and an intent is looked at again in a later tick. An effect comes at the latest between the two readings after that.
 */

const plain = inAdvance(customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }] }));
const approved: CompositionInput = {
  ...plain,
  lines: plain.lines.map((line) => ({ ...line, lastUpdated: '2025-01-15T09:30:00.000Z' })),
};
export const bound = approve(approved, 'Acme');

/** What a reading showed of the line itself. */
export const shownIn = (back: ReadBack): ShownLine =>
  back.kind === 'gone'
    ? null
    : {
        quantity: back.snapshot.line.quantity,
        lastUpdated: back.lastUpdated,
        cancelledDate: back.snapshot.line.cancelledDate,
      };

/** What becomes of a PATCH that leaves. `late`: done after the answer was given up. */
export type PatchFate =
  | 'done'
  | 'done, answer lost'
  | 'late'
  | 'not done, answer lost'
  | 'rejected'
  | 'not sent';

export type ProtocolEvent =
  | { readonly kind: 'step'; readonly worker: 0 | 1; readonly fate: PatchFate }
  | { readonly kind: 'crash'; readonly worker: 0 | 1 }
  | { readonly kind: 'tick' | 'effect' | 'cancel' | 'turnOffWriteBack' | 'invoice' }
  | { readonly kind: 'person'; readonly quantity: string; readonly unitPrice: string };

interface Row {
  state: ApprovalLineState;
  sendCount: number;
  /** Tick of the newest intent. */
  sentAt: number;
  intentOpen: boolean;
  /** The line's own in the reading before the newest intent. */
  lastUpdated: string | null;
}

/** What an attempt knows; lost when it ends. */
type Attempt =
  | { readonly at: 'start' }
  | { readonly at: 'read'; readonly seen: CompositionInput }
  | { readonly at: 'intent stored'; readonly sentAt: number; readonly seen: CompositionInput }
  | { readonly at: 'answered'; readonly sentAt: number; readonly fate: PatchFate }
  | { readonly at: 'read back once'; readonly sentAt: number; readonly first: CompositionInput }
  | {
      readonly at: 'read back twice';
      readonly sentAt: number;
      readonly first: CompositionInput;
      readonly second: CompositionInput;
    };

export class WriteProtocol {
  psa: CompositionInput = approved;
  readonly row: Row = { state: 'queued', sendCount: 0, sentAt: -1, intentOpen: false, lastUpdated: null };
  readonly breaches: string[] = [];
  /** PATCHes that left, and the effects of them that are still to come. */
  patches = 0;
  private pending = 0;
  private effects = 0;
  /** Of the PSA: moves with every change of the line, whoever makes it. */
  private psaClock = 0;
  private tick = 0;
  private writeBackEnabled = true;
  private readonly attempts: [Attempt, Attempt] = [{ at: 'start' }, { at: 'start' }];

  get quantity(): string {
    return this.psa.lines[0]!.quantity!;
  }

  get ended(): boolean {
    return !isLive(this.row.state);
  }

  happen(event: ProtocolEvent): void {
    switch (event.kind) {
      case 'step':
        this.attempts[event.worker] = this.step(this.attempts[event.worker], event.fate);
        return;
      case 'crash':
        this.attempts[event.worker] = { at: 'start' };
        return;
      case 'tick':
        this.tick += 1;
        return;
      case 'effect':
        this.takeEffect();
        return;
      case 'cancel':
        if (this.row.state === 'queued') this.move('canceled');
        return;
      case 'turnOffWriteBack':
        this.writeBackEnabled = false;
        if (this.row.state === 'queued') this.move('canceled');
        return;
      case 'invoice':
        this.psa = {
          ...this.psa,
          agreements: this.psa.agreements.map((each) => ({ ...each, nextInvoiceDate: '2027-01-01' })),
        };
        return;
      case 'person':
        this.set({ quantity: event.quantity, unitPrice: event.unitPrice });
    }
  }

  /** Attempts go on until the line ended, as a workflow drives them; false: they do not get there. */
  settles(fate: PatchFate): boolean {
    for (let turn = 0; turn < 40 && !this.ended; turn += 1) {
      this.happen({ kind: 'step', worker: 0, fate });
      this.happen({ kind: 'step', worker: 1, fate });
      if (turn % 8 === 7) this.happen({ kind: 'tick' });
    }
    this.takeEffect();
    return this.ended;
  }

  private step(attempt: Attempt, fate: PatchFate): Attempt {
    switch (attempt.at) {
      case 'start':
        return this.begin();
      case 'read':
        return this.storeIntent(attempt.seen);
      case 'intent stored':
        return {
          at: 'answered',
          sentAt: attempt.sentAt,
          fate: this.patch(attempt.sentAt, attempt.seen, fate),
        };
      case 'answered':
        return this.storeOutcome(attempt.sentAt, attempt.fate);
      case 'read back once':
        this.takeEffect();
        return { ...attempt, at: 'read back twice', second: this.psa };
      case 'read back twice':
        return this.resolve(attempt.sentAt, attempt.first, attempt.second);
    }
  }

  private begin(): Attempt {
    const { state, sentAt } = this.row;
    if (state === 'queued') return { at: 'read', seen: this.psa };
    if (this.ended || this.tick <= sentAt) return { at: 'start' };
    if (state === 'sending') this.move('unknown');
    return { at: 'read back once', sentAt, first: this.psa };
  }

  /** Transaction 1. */
  private storeIntent(seen: CompositionInput): Attempt {
    if (this.row.state !== 'queued') return { at: 'start' };
    const end = approvalEnd(bound, presentFacts(seen, bound));
    if (end !== null) this.move(end.state);
    else if (changeMove(bound, snapshotOf(seen).line) === 'after') this.move('unchanged');
    else return this.openIntent(seen);
    return { at: 'start' };
  }

  private openIntent(seen: CompositionInput): Attempt {
    this.move('sending');
    this.row.sendCount += 1;
    this.row.sentAt = this.tick;
    this.row.intentOpen = true;
    this.row.lastUpdated = seen.lines[0]!.lastUpdated;
    return { at: 'intent stored', sentAt: this.tick, seen };
  }

  private patch(sentAt: number, seen: CompositionInput, fate: PatchFate): PatchFate {
    if (this.tick !== sentAt || fate === 'not sent') return 'not sent';
    this.patches += 1;
    if (this.effects > 0) this.breaches.push('a PATCH left after an earlier one had changed the line');
    if (!this.row.intentOpen) this.breaches.push('a PATCH left without a stored intent');
    const shown = snapshotOf(seen);
    const changed = snapshotDifferences(bound.snapshot, shown).length > 0;
    if (changed || changeMove(bound, shown.line) !== 'before')
      this.breaches.push('a PATCH left although the reading before it showed something else');
    if (approvalEnd(bound, presentFacts(seen, bound)) !== null)
      this.breaches.push('a PATCH left although the approval did not stand');
    if (fate === 'late') this.pending += 1;
    if (fate === 'done' || fate === 'done, answer lost') this.change();
    return fate;
  }

  /** Transaction 2; another attempt may have resolved this sending meanwhile. */
  private storeOutcome(sentAt: number, fate: PatchFate): Attempt {
    const { row } = this;
    const isOurs = (row.state === 'sending' || row.state === 'unknown') && row.sentAt === sentAt;
    if (isOurs && fate === 'not sent') this.notSent();
    else if (isOurs && fate === 'done') this.conclude('confirmed');
    else if (isOurs && fate === 'rejected')
      this.conclude(row.sendCount > 1 || row.state === 'unknown' ? 'conflict' : 'rejected');
    else if (isOurs && row.state === 'sending') this.move('unknown');
    return { at: 'start' };
  }

  private notSent(): void {
    this.row.intentOpen = false;
    if (this.row.state !== 'sending') return;
    this.row.sendCount -= 1;
    this.move(this.row.sendCount === 0 ? 'queued' : 'unknown');
  }

  private resolve(sentAt: number, first: CompositionInput, second: CompositionInput): Attempt {
    const { row } = this;
    // Readings from before a later sending say nothing about that one.
    if (row.state !== 'unknown' || row.sentAt !== sentAt) return { at: 'start' };
    const sending = { ...bound, lastUpdated: row.lastUpdated, answeredNotFound: false, byDifference: false };
    const backs = [readBack(first), readBack(second)] as const;
    const verdict = confirmByValue(sending, [shownIn(backs[0]), shownIn(backs[1])]);
    const outcome = resolveUnknown(sending, verdict, backs, row.sendCount);
    if (outcome.kind === 'gone') throw new Error('no line goes here');
    if (outcome.kind !== 'send-again') {
      this.conclude(outcome.kind);
      return { at: 'start' };
    }
    const end = approvalEnd(bound, presentFacts(second, bound));
    row.intentOpen = false;
    if (this.writeBackEnabled && end === null) return this.openIntent(second);
    this.move(end?.state ?? 'canceled');
    return { at: 'start' };
  }

  private conclude(state: 'confirmed' | 'conflict' | 'rejected'): void {
    this.row.intentOpen = false;
    this.move(state);
  }

  private move(to: ApprovalLineState): void {
    const { state } = this.row;
    if (!canMove('approval-line', state, to)) this.breaches.push(`moved from ${state} to ${to}`);
    this.row.state = to;
    if (to === 'sending' && this.row.intentOpen) this.breaches.push('a second open intent');
  }

  private change(): void {
    this.effects += 1;
    this.set({ quantity: bound.after });
  }

  private takeEffect(): void {
    if (this.pending > 0) this.change();
    this.pending = 0;
  }

  private set(change: { readonly quantity: string; readonly unitPrice?: string }): void {
    this.psaClock += 1;
    const lastUpdated = new Date(this.psaClock * 1_000).toISOString();
    this.psa = {
      ...this.psa,
      lines: this.psa.lines.map((line) => ({ ...line, ...change, lastUpdated })),
    };
  }
}

function snapshotOf(seen: CompositionInput): ApprovedSnapshot {
  const facts = presentFacts(seen, bound);
  return approvedSnapshot(facts.composed!, bound.psaLineId, facts)!;
}

const readBack = (seen: CompositionInput): ReadBack => ({
  kind: 'snapshot',
  snapshot: snapshotOf(seen),
  lastUpdated: seen.lines[0]!.lastUpdated,
});
