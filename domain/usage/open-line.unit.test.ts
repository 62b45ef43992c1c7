import { isOpen, type OpenFacts } from './open-line.ts';

describe('RULES 8: open, the one condition', () => {
  const flagged = (...flags: OpenFacts['flags'][number]['flag'][]): Partial<OpenFacts> => ({
    flags: flags.map((flag) => ({ flag })),
  });

  it.each<[string, Partial<OpenFacts>, boolean]>([
    ['a match', {}, false],
    ['a match that a check holds', flagged('held'), true],
    ['a match whose line ends soon', flagged('scheduled'), true],
    ['a match of which a line vanished', flagged('vanished'), true],
    ['a match with unexplained free units', flagged('included'), true],
    ['a match after an approval went stale', flagged('stale'), true],
    ['a match on hold', { decision: 'held' }, false],
    ['a match whose write ended in a conflict', { conflict: true }, true],
    [
      'a dismissed line whose write ended in a conflict',
      { kind: 'increase', decision: 'dismissed', conflict: true },
      true,
    ],
    [
      'a line with a change that waits',
      { kind: 'increase', ...flagged('waiting'), decision: 'approved' },
      false,
    ],
    [
      'one that a check would hold further',
      { kind: 'increase', ...flagged('held'), decision: 'approved' },
      false,
    ],
    ['an increase that nobody decided', { kind: 'increase' }, true],
    ['an increase that a check holds', { kind: 'increase', ...flagged('held') }, true],
    ['a proposal that nobody confirmed', { kind: 'increase', decision: 'proposed' }, true],
    ['a line on hold', { kind: 'increase', decision: 'held' }, true],
    ['a dismissed difference', { kind: 'increase', ...flagged('dismissed'), decision: 'dismissed' }, false],
    ['a line that was not read', { kind: 'not-read' }, true],
    ['an orphan', { kind: 'orphan', ...flagged('held') }, true],
    ['an orphan whose line Seatwise has ended', { kind: 'orphan', ended: true }, false],
    ['the same with a line that vanished', { kind: 'orphan', ended: true, ...flagged('vanished') }, true],
    ['the same whose write ended in a conflict', { kind: 'orphan', ended: true, conflict: true }, true],
  ])('%s', (_, change, open) => {
    const plain: OpenFacts = { kind: 'match', flags: [], decision: 'open', conflict: false, ended: false };
    expect(isOpen({ ...plain, ...change })).toBe(open);
  });
});
