import { message } from '../../messages/message.ts';
import { monthCustomers, monthResults, monthReviewers, openLines } from './month-report.ts';
import { monthChange as change, monthLine as line } from './months.fixture.ts';

const down = { before: '10', after: '7', effectPerMonth: '-12.5' };

describe('what a month brought', () => {
  it('is recovered by what was made upwards and credited by what was made downwards', () => {
    const results = monthResults([change({}), change({ effectPerMonth: null }), change(down)], 'USD');
    expect(results).toMatchObject({
      recovered: { lines: 2, perMonth: '12', unknown: 1 },
      credited: { lines: 1, perMonth: '-12.5', unknown: 0 },
      net: '-0.5',
    });
  });

  it('has created and ended lines as a part of both, each less what was taken back', () => {
    const created = {
      change: 'create-line',
      decision: 'create',
      before: '0',
      after: '5',
      effectPerMonth: '20',
    } as const;
    const ended = {
      change: 'end-line',
      decision: 'end',
      before: '5',
      after: '0',
      effectPerMonth: '-20',
    } as const;
    const uncreated = { ...ended, decision: 'revert' } as const;
    const unended = { ...created, change: 'reopen-line', decision: 'revert' } as const;
    const of = (...some: Parameters<typeof change>[0][]) => monthResults(some.map(change), 'USD');
    expect(of({}, created, down, ended)).toMatchObject({
      recovered: { lines: 2, perMonth: '32' },
      created: { lines: 1, perMonth: '20' },
      credited: { lines: 2, perMonth: '-32.5' },
      ended: { lines: 1, perMonth: '-20' },
    });
    expect(of(created, uncreated, ended, unended)).toMatchObject({
      created: { perMonth: '0' },
      ended: { perMonth: '0' },
      recovered: { perMonth: '0' },
      credited: { perMonth: '0' },
    });
  });

  it('counts neither what the PSA had already, nor what was made in another month', () => {
    const results = monthResults(
      [change({ state: 'unchanged', made: false }), change({ made: false })],
      'USD',
    );
    expect(results).toMatchObject({ recovered: { lines: 0, perMonth: '0' }, net: '0' });
  });

  it('takes a change that was taken back away from what it had brought', () => {
    const back = { decision: 'revert', before: '13', after: '10', effectPerMonth: '-12' } as const;
    const results = monthResults([change({}), change(back)], 'USD');
    expect(results).toMatchObject({ recovered: { perMonth: '0' }, credited: { lines: 0 }, net: '0' });
  });

  it.each(['queued', 'sending', 'unknown'] as const)('waits while %s', (state) => {
    const results = monthResults([change({ state, made: false })], 'USD');
    expect(results).toMatchObject({
      waiting: { up: { lines: 1, perMonth: '12' }, down: { lines: 0 } },
      recovered: { lines: 0 },
    });
  });

  it('counts conflicts that nobody resolved', () => {
    const conflict = { state: 'conflict', made: false } as const;
    expect(monthResults([change({ ...conflict, conflict: true }), change(conflict)], 'USD').conflicts).toBe(
      1,
    );
  });
});

describe('what a month left open', () => {
  it('is told by kind, with the money of what a flag holds apart', () => {
    const open = openLines(
      [
        line({}),
        line({ flags: ['held'], effectPerMonth: '500', decision: 'held' }),
        line({ open: false }),
        line({ kind: 'new', effectPerMonth: null, atRiskPerMonth: '40' }),
        line({ kind: 'match', flags: ['scheduled'], effectPerMonth: '0' }),
      ],
      'USD',
    );
    expect(open).toMatchObject({
      lines: 4,
      onHold: 1,
      measures: {
        underBilled: { lines: 1, perMonth: '12' },
        heldUp: { lines: 1, perMonth: '500' },
        notBilled: { lines: 1, perMonth: '40', unknown: 0 },
      },
    });
    expect(open.byKind.map(({ kind, lines, held }) => [kind, lines, held])).toEqual([
      ['new', 1, 0],
      ['match', 1, 1],
      ['increase', 2, 1],
    ]);
  });

  it('adds up what lines bill that no account uses, and says where that is unknown', () => {
    const billed = (billedPerMonth: string | null) =>
      line({ kind: 'no-account', effectPerMonth: null, billedPerMonth });
    expect(openLines([billed('80'), billed('12.5'), billed(null)], 'USD').measures.noAccount).toEqual({
      lines: 3,
      perMonth: '92.5',
      unknown: 1,
    });
  });

  it('counts lines by what they need, where the hold of a person is no block', () => {
    const { onHold, byNeed } = openLines(
      [
        line({ flags: ['held'], need: 'held' }),
        line({ flags: ['held'], decision: 'held', need: 'on-hold' }),
        line({ decision: 'held', need: 'conflict' }),
        line({ kind: 'choice', effectPerMonth: null, need: 'choice' }),
        line({ need: 'choice' }),
        line({ open: false, need: null }),
      ],
      'USD',
    );
    expect(onHold).toBe(1);
    expect(byNeed).toMatchObject([
      { need: 'conflict', lines: 1, measures: { underBilled: { lines: 1 } } },
      { need: 'held', lines: 1, measures: { heldUp: { lines: 1 } } },
      { need: 'choice', lines: 2, measures: { underBilled: { lines: 1, perMonth: '12' } } },
      { need: 'on-hold', lines: 1 },
    ]);
  });

  it('leaves needs out where an earlier version closed the month', () => {
    expect(openLines([line({}), line({ need: 'increase' })], 'USD').byNeed).toBeUndefined();
  });

  it('knows nothing at risk of an account that was not read', () => {
    const unread = line({
      kind: 'unmapped',
      effectPerMonth: null,
      atRiskPerMonth: '40',
      notRead: message('usage.money.not-read'),
    });
    expect(openLines([unread], 'USD')).toMatchObject({
      lines: 1,
      measures: { notBilled: { lines: 0, perMonth: '0' } },
    });
  });
});

describe('whose it was', () => {
  it('a customer has its open lines and its changes, and one of whom nothing is said is absent', () => {
    const customers = monthCustomers({
      currency: 'USD',
      lines: [
        line({ label: 'Zenith', companyId: '2' }),
        line({ label: 'Quiet', companyId: '3', kind: 'match', open: false }),
        line({ label: 'Nobody mapped it', companyId: null, kind: 'unmapped' }),
      ],
      changes: [change({}), change({ label: 'Zenith', companyId: '2', ...down })],
    });
    expect(customers.map(({ label, open, results }) => [label, open.lines, results.net])).toEqual([
      ['Acme', 0, '12'],
      ['Nobody mapped it', 1, '0'],
      ['Zenith', 1, '-12.5'],
    ]);
  });

  it('lists what each reviewer decided, with the results', () => {
    const at = '2026-11-03T09:00:00.000Z';
    const bert = { by: { kind: 'member', id: 'm2' }, byName: 'Bert' } as const;
    const held = { at, action: 'usage-line.held', label: 'Acme', detail: null, reason: null, ...bert };
    const reviewers = monthReviewers([held, held], [change({})], 'USD');
    expect(reviewers.map(({ byName, decisions, results }) => [byName, decisions, results.net])).toEqual([
      ['Ada', {}, '12'],
      ['Bert', { 'usage-line.held': 2 }, '0'],
    ]);
  });
});
