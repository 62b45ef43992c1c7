import { asWritten, message } from '../../messages/message.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { approve, inAdvance } from './approvals.fixture.ts';
import { setQuantity } from '../decisions/change.ts';
import { confirmByDate, confirmByValue } from './confirmation.ts';
import { type ReadBack, resolveUnknown } from './write-outcome.ts';
import { shownIn } from './write-protocol.fixture.ts';

const input = inAdvance(customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }] }));
const { snapshot } = approve(input, 'Acme');
const before = '2026-09-01T08:00:00Z';
const later = '2026-11-26T12:00:00Z';
const approved = {
  change: setQuantity,
  before: '10',
  after: '12',
  snapshot,
  lastUpdated: before,
  answeredNotFound: false,
  byDifference: false,
};

const showing = (
  quantity: string | null,
  change: object = {},
  lastUpdated: string | null = before,
): ReadBack => ({
  kind: 'snapshot',
  snapshot: { ...snapshot, line: { ...snapshot.line, quantity, ...change } },
  lastUpdated,
});
const gone: ReadBack = { kind: 'gone' };

const shows = (shown: string) => message('psas.read-back.shows', { before: '10', after: '12', shown });

/** What follows where the PSA shows what was set. */
const resolved = (
  sent: typeof approved | (Omit<typeof approved, 'lastUpdated'> & { readonly lastUpdated: null }),
  backs: readonly [ReadBack, ReadBack],
  sendCount: number,
) => resolveUnknown(sent, confirmByValue(sent, [shownIn(backs[0]), shownIn(backs[1])]), backs, sendCount);

describe('architecture.md 5: an outcome that is not known, from two readings', () => {
  it.each<[string, ReadBack, ReadBack, number, string]>([
    ['the approved value', showing('12'), showing('12.00'), 1, 'confirmed'],
    ['the approved value at the most sends', showing('12'), showing('12'), 2, 'confirmed'],
    ['the write came between the readings', showing('10'), showing('12'), 1, 'confirmed'],
    [
      'the approved value beside another price',
      showing('12'),
      showing('12', { unitPrice: '9' }),
      1,
      'confirmed',
    ],
    ['the old value', showing('10'), showing('10.0'), 1, 'send-again'],
    [
      'the old value, and the same moment written otherwise',
      showing('10', {}, '2026-09-01T08:00:00.000Z'),
      showing('10'),
      1,
      'send-again',
    ],
    ['the old value, changed since', showing('10', {}, later), showing('10', {}, later), 1, 'conflict'],
    ['the old value, changed between the readings', showing('10'), showing('10', {}, later), 1, 'conflict'],
    [
      'the old value, changed earlier than that',
      showing('10', {}, '2026-08-01T08:00:00Z'),
      showing('10', {}, '2026-08-01T08:00:00Z'),
      1,
      'conflict',
    ],
    [
      'the old value, and no word of the last change',
      showing('10', {}, null),
      showing('10', {}, null),
      1,
      'conflict',
    ],
    ['the approved value, changed since', showing('12', {}, later), showing('12', {}, later), 1, 'confirmed'],
    ['the old value after the second send', showing('10'), showing('10'), 2, 'conflict'],
    [
      'the old value and another price',
      showing('10', { unitPrice: '9' }),
      showing('10', { unitPrice: '9' }),
      1,
      'conflict',
    ],
    ['the old value, then another price', showing('10'), showing('10', { unitPrice: '9' }), 1, 'conflict'],
    ['done, then taken back by somebody', showing('12'), showing('10'), 1, 'conflict'],
    ['another value', showing('11'), showing('11'), 1, 'conflict'],
    ['another value, then the approved one', showing('11'), showing('12'), 1, 'conflict'],
    ['the approved value, then another', showing('12'), showing('13'), 1, 'conflict'],
    ['no quantity', showing(null), showing(null), 1, 'conflict'],
    ['the line is gone', gone, gone, 1, 'conflict'],
    ['the line went between the readings', showing('12'), gone, 1, 'conflict'],
    ['the line came back between the readings', gone, showing('12'), 1, 'conflict'],
    ['the old value, then another', showing('10'), showing('11'), 1, 'conflict'],
  ])('%s', (_, first, second, sends, kind) => {
    expect(resolved(approved, [first, second], sends).kind).toBe(kind);
  });

  it('a conflict shows both values', () => {
    expect(resolved(approved, [showing('11'), showing('11')], 1)).toEqual({
      kind: 'conflict',
      detail: shows('11'),
    });
  });

  it('the old value with a later change: all three values are named, and that it is not known', () => {
    const back = showing('10', {}, later);
    expect(resolved(approved, [back, back], 1)).toEqual({
      kind: 'conflict',
      detail: message('core.both', {
        first: shows('10'),
        second: message('psas.read-back.changed-since', { changed: later, before }),
      }),
    });
  });

  it('where the PSA does not say when the line was last changed, that is the reason', () => {
    for (const [sent, now] of [
      [before, null],
      [null, before],
      [null, null],
    ] as const) {
      const back = showing('10', {}, now);
      expect(resolved({ ...approved, lastUpdated: sent }, [back, back], 1)).toMatchObject({
        kind: 'conflict',
        detail: message('core.both', {
          first: shows('10'),
          second: message('psas.read-back.change-not-dated'),
        }),
      });
    }
  });

  it('after the last send it is said how often it was sent, and what the PSA answered', () => {
    const last = (answeredNotFound: boolean) =>
      resolved({ ...approved, answeredNotFound }, [showing('10'), showing('10')], 2);
    const finding = message('psas.read-back.sent', { finding: shows('10'), times: 2 });
    expect(last(false)).toEqual({ kind: 'conflict', detail: finding });
    expect(last(true)).toEqual({
      kind: 'conflict',
      detail: message('psas.read-back.line-not-found', { finding }),
    });
  });

  it('a reading before the PATCH that did not say when the line was last changed proves nothing', () => {
    const silent = { ...approved, lastUpdated: null };
    expect(resolved(silent, [showing('10'), showing('10')], 1).kind).toBe('conflict');
  });

  it('answered with "no such line": stale where there is none, else decided like any other', () => {
    const missed = { ...approved, answeredNotFound: true };
    expect(resolved(missed, [gone, gone], 1).kind).toBe('gone');
    expect(resolved(missed, [gone, gone], 2).kind).toBe('conflict');
    expect(resolved(missed, [showing('10'), gone], 1).kind).toBe('conflict');
    expect(resolved(missed, [showing('10'), showing('10')], 1).kind).toBe('send-again');
    expect(resolved(missed, [showing('12'), showing('12')], 1).kind).toBe('confirmed');
  });

  it('a difference is never sent a second time, however surely it reads back as not done', () => {
    const moved = { ...approved, byDifference: true };
    expect(resolved(moved, [showing('10'), showing('10')], 1)).toEqual({
      kind: 'conflict',
      detail: message('psas.read-back.difference-not-resent', { finding: shows('10') }),
    });
    expect(resolved(moved, [showing('12'), showing('12')], 1).kind).toBe('confirmed');
  });

  it('what the PSA cannot decide is never sent a second time, and its words are handed on', () => {
    const detail = asWritten('It may still come.');
    const undecidable = { verdict: 'undecidable', detail } as const;
    const backs = [showing('10'), showing('10')] as const;
    expect(resolveUnknown(approved, undecidable, backs, 1)).toEqual({
      kind: 'conflict',
      detail,
    });
    expect(resolveUnknown(approved, { ...undecidable, verdict: 'other' }, backs, 1).kind).toBe('conflict');
    expect(resolveUnknown(approved, { ...undecidable, verdict: 'not-done' }, backs, 1).kind).toBe(
      'send-again',
    );
  });

  it('says by which readings it was judged', () => {
    const back = shownIn(showing('10', {}, later));
    expect(confirmByValue(approved, [back, back])).toMatchObject({
      verdict: 'undecidable',
      readings: [
        { quantity: '10', lastUpdated: later },
        { quantity: '10', lastUpdated: later },
      ],
    });
    expect(confirmByValue(approved, [shownIn(showing('12')), null])).toMatchObject({
      verdict: 'other',
      readings: [{ quantity: '12' }, null],
    });
  });

  it('a proof of the write right leaves the value it has: nothing is sent again', () => {
    const proof = { ...approved, after: '10.0' };
    expect(resolved(proof, [showing('10'), showing('10')], 1)).toEqual({ kind: 'confirmed' });
    expect(resolved(proof, [showing('11'), showing('11')], 1).kind).toBe('conflict');
  });
});

describe('an end whose outcome is not known, by its canceled date', () => {
  const day = '2026-12-31';
  const by = (kind: 'end-line' | 'reopen-line') => {
    const lastBilledDay = day;
    const sent = { kind, lastBilledDay, lastUpdated: before } as const;
    return (dates: readonly [string | null, string | null], change: object = {}, updated = before) => {
      const at = (cancelledDate: string | null): ReadBack =>
        showing('10', { ...change, cancelledDate }, updated);
      const backs = [at(dates[0]), at(dates[1])] as const;
      const verdict = confirmByDate(sent, [shownIn(backs[0]), shownIn(backs[1])]);
      return resolveUnknown({ ...approved, change: sent }, verdict, backs, 1).kind;
    };
  };

  it('is done, sent once more where it is proven not to be, or a conflict', () => {
    const end = by('end-line');
    expect(end([day, day])).toBe('confirmed');
    expect(end([null, day])).toBe('confirmed');
    expect(end([day, day], { live: false })).toBe('confirmed');
    expect(end([null, null])).toBe('send-again');
    expect(end([null, null], {}, later)).toBe('conflict');
    expect(end([null, null], { unitPrice: '9' })).toBe('conflict');
    expect(end(['2026-11-30', '2026-11-30'])).toBe('conflict');
    expect(end([day, null])).toBe('conflict');
  });

  it('is the opposite where an end is taken back', () => {
    const reopen = by('reopen-line');
    expect(reopen([null, null])).toBe('confirmed');
    expect(reopen([day, null], { live: false })).toBe('confirmed');
    expect(reopen([day, day])).toBe('send-again');
    expect(reopen(['2026-11-30', '2026-11-30'])).toBe('conflict');
  });

  it('says both days', () => {
    const shown = shownIn(showing('10', { cancelledDate: '2026-11-30' }));
    const sent = { kind: 'end-line', lastBilledDay: day, lastUpdated: before } as const;
    expect(confirmByDate(sent, [shown, shown]).detail).toEqual(
      message('psas.read-back.shows-end', {
        day,
        shown: message('write-back.value.day', { day: '2026-11-30' }),
      }),
    );
  });
});
