import { asWritten, message } from '../../messages/message.ts';
import type { ComposedLine } from '../usage/composition.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { composedOf, inAdvance } from '../write-back/approvals.fixture.ts';
import { decisionStatus, type FallenApproval, type StoredDecision } from './decision-status.ts';

const line = (seats: number): ComposedLine =>
  composedOf(inAdvance(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '10' }] })), 'Acme');

const stored = (change: Partial<StoredDecision>): StoredDecision => ({
  state: 'dismissed',
  lineVersion: 3,
  variance: '2',
  untilDay: '2026-12-01',
  reason: null,
  at: '2026-11-20T08:00:00.000Z',
  proposal: null,
  ...change,
});

const fallen: FallenApproval = {
  state: 'stale',
  code: 'SnapshotChanged',
  detail: asWritten('Changed.'),
  before: '10',
  after: '12',
  at: '2026-11-22T08:00:00.000Z',
};

const status = (
  seats: number,
  decision: StoredDecision | null,
  approval: { live?: boolean; fallen?: FallenApproval | null } = {},
  today = '2026-11-24',
) => {
  const { need, ...rest } = decisionStatus(
    line(seats),
    3,
    decision,
    { live: false, fallen: null, ...approval },
    today,
  );
  isLineOpen = need !== null;
  return rest;
};
/** Of the line that was evaluated last. */
let isLineOpen = false;

const by = (change: string) => message('usage.difference', { change });

describe('RULES 8: the status of a decision', () => {
  it('an unresolved conflict keeps a line open whatever was decided since', () => {
    const later = stored({ at: '2026-11-23T08:00:00.000Z' });
    expect(status(12, later)).toMatchObject({ decision: 'dismissed' });
    expect(isLineOpen).toBe(false);
    expect(status(12, later, { fallen: { ...fallen, state: 'conflict' } })).toMatchObject({
      decision: 'dismissed',
    });
    expect(isLineOpen).toBe(true);
    status(10, null, { fallen: { ...fallen, state: 'rejected' } });
    expect(isLineOpen).toBe(false);
    status(12, null, { fallen: { ...fallen, state: 'rejected' } });
    expect(isLineOpen).toBe(true);
  });

  it('an undecided line is open', () => {
    expect(status(12, null)).toEqual({ decision: 'open', flags: [] });
  });

  it('a pending approval wins over earlier decisions', () => {
    expect(status(12, stored({}), { live: true })).toEqual({ decision: 'approved', flags: [] });
  });

  it('a dismissal lasts until the end of its month and reopens on the first day of the next', () => {
    expect(status(12, stored({ reason: 'gone soon' }))).toEqual({
      decision: 'dismissed',
      flags: [
        {
          flag: 'dismissed',
          reason: message('usage.flag.dismissed-because', {
            at: by('2'),
            until: '2026-12-01',
            reason: 'gone soon',
          }),
        },
      ],
    });
    expect(status(12, stored({}), {}, '2026-11-30').decision).toBe('dismissed');
    expect(status(12, stored({}), {}, '2026-12-01')).toEqual({ decision: 'open', flags: [] });
  });

  it('a dismissal reopens when the variance differs, and says from what to what', () => {
    expect(status(15, stored({}))).toEqual({
      decision: 'open',
      flags: [
        { flag: 'dismissed', reason: message('usage.flag.dismissed-before', { at: by('2'), now: by('5') }) },
      ],
    });
    expect(status(8, stored({ variance: '2.00' })).flags[0]?.reason).toEqual(
      message('usage.flag.dismissed-before', { at: by('2.00'), now: by('-2') }),
    );
    expect(status(12, stored({ variance: '2.00' })).decision).toBe('dismissed');
  });

  it('a hold lasts until any other decision, whatever the line becomes', () => {
    expect(status(15, stored({ state: 'held', lineVersion: 1 }), {}, '2027-06-01').decision).toBe('held');
  });

  it('a proposal is valid for its own line version only', () => {
    const proposal = {
      adjusts: true,
      quantity: '11',
      billingTarget: null,
      targetPsaLineId: null,
      newLine: null,
      reason: 'x',
    };
    expect(status(12, stored({ state: 'proposed', proposal })).decision).toBe('proposed');
    expect(status(12, stored({ state: 'proposed', proposal, lineVersion: 2 }))).toEqual({
      decision: 'open',
      flags: [{ flag: 'stale', reason: message('usage.flag.proposed-quantity-changed', { quantity: '11' }) }],
    });
  });

  it('what came back to review is open and flagged stale, with both values and the difference', () => {
    expect(status(12, null, { fallen })).toEqual({
      decision: 'open',
      flags: [
        {
          flag: 'stale',
          reason: message('usage.flag.stale', {
            before: '10',
            after: '12',
            state: 'stale',
            detail: asWritten('Changed.'),
          }),
        },
      ],
    });
  });

  it('that flag is removed by a later decision, and once Duo and the PSA agree', () => {
    const later = stored({ state: 'held', at: '2026-11-23T08:00:00.000Z' });
    expect(status(12, later, { fallen })).toEqual({ decision: 'held', flags: [] });
    expect(status(10, null, { fallen }).flags).toEqual([]);
  });

  it('a decision at the same instant is not later: what came back is reviewed again', () => {
    const { at } = fallen;
    expect(status(12, stored({ state: 'held', at }), { fallen }).flags).toHaveLength(1);
    const earlier = stored({ state: 'held', at: '2026-11-21T08:00:00.000Z' });
    expect(status(12, earlier, { fallen }).flags).toHaveLength(1);
  });

  it('says of a dismissal at which difference it was, until when and why', () => {
    const reason = (change: Partial<StoredDecision>) => status(12, stored(change)).flags[0]?.reason;
    expect(reason({})).toEqual(message('usage.flag.dismissed', { at: by('2'), until: '2026-12-01' }));
    expect(reason({ reason: 'agreed' })).toMatchObject({ params: { reason: 'agreed' } });
    expect(reason({ variance: null })).toEqual(
      message('usage.flag.dismissed-before', { at: message('usage.difference-unknown'), now: by('2') }),
    );
    expect(status(12, stored({ untilDay: null }), {}, '2099-01-01').decision).toBe('dismissed');
  });

  it('a proposal without a quantity that falls says so without one', () => {
    const proposed = stored({ state: 'proposed', lineVersion: 2 });
    expect(status(12, proposed).flags[0]?.reason).toEqual(message('usage.flag.proposal-changed'));
  });

  it('a match that holds something stays open', () => {
    const composed = line(10);
    const open = (flags: ComposedLine['flags']) =>
      decisionStatus({ ...composed, flags }, 3, null, { live: false, fallen: null }, '2026-11-24').need !==
      null;
    expect(open([])).toBe(false);
    expect(open([{ flag: 'vanished', reason: message('usage.flag.proposal-changed') }])).toBe(true);
  });

  it('an open conflict is flagged even on a match: a person resolves it', () => {
    expect(status(10, null, { fallen: { ...fallen, state: 'conflict' } }).flags).toHaveLength(1);
  });
});
