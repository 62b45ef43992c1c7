import fc from 'fast-check';
import { decisionStates } from '../states.ts';
import { usageFlags } from './line-flags.ts';
import { usageKinds } from './line-kinds.ts';
import { type LineNeed, type NeedFacts, needOf } from './needs.ts';
import { isOpen } from './open-line.ts';

describe('What an open line needs from a person', () => {
  const plain: NeedFacts = {
    kind: 'increase',
    flags: [],
    decision: 'open',
    conflict: false,
    ended: false,
    needsTarget: false,
  };
  const flagged = (flag: NeedFacts['flags'][number]['flag']): Partial<NeedFacts> => ({ flags: [{ flag }] });

  it.each<[string, Partial<NeedFacts>, LineNeed | null]>([
    ['an increase is ready to be approved', {}, 'increase'],
    ['a decrease is ready to be approved', { kind: 'decrease' }, 'decrease'],
    ['a match needs nobody', { kind: 'match' }, null],
    ['a dismissed difference needs nobody', { decision: 'dismissed' }, null],
    ['a change that waits needs nobody', { decision: 'approved', ...flagged('waiting') }, null],
    ['what a check holds is looked at', flagged('held'), 'held'],
    ['a line that the PSA ends later is looked at', flagged('scheduled'), 'held'],
    [
      'new usage whose line vanished is looked at before one is made',
      { kind: 'new', ...flagged('vanished') },
      'held',
    ],
    [
      'a match with unexplained free units asks what they are',
      { kind: 'match', ...flagged('included') },
      'included',
    ],
    ['one of several lines of one agreement is named', { needsTarget: true }, 'choice'],
    ['several agreements want a role for each line', { kind: 'choice', ...flagged('held') }, 'choice'],
    ['a proposal waits for an approver', { decision: 'proposed' }, 'proposed'],
    [
      'a proposal that a check holds is looked at first',
      { decision: 'proposed', ...flagged('held') },
      'held',
    ],
    [
      'a conflict comes before everything',
      { decision: 'held', conflict: true, ...flagged('held') },
      'conflict',
    ],
    ['what a person put on hold stays theirs', { decision: 'held', ...flagged('held') }, 'on-hold'],
    [
      'a match after an approval went stale is decided again',
      { kind: 'match', ...flagged('stale') },
      'stale',
    ],
    ['an increase after an approval went stale is ready again', flagged('stale'), 'increase'],
    ['a line without seats, when nothing holds it', { kind: 'orphan' }, 'orphan'],
    [
      'an unmapped account is mapped, whatever holds it',
      { kind: 'unmapped', ...flagged('held') },
      'unmapped',
    ],
    ['what was not read is read', { kind: 'not-read', ...flagged('stale') }, 'not-read'],
  ])('%s', (_, change, need) => {
    expect(needOf({ ...plain, ...change })).toBe(need);
  });

  it('is there exactly where a line is open', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...usageKinds),
          flags: fc
            .uniqueArray(fc.constantFrom(...usageFlags))
            .map((names) => names.map((flag) => ({ flag }))),
          decision: fc.constantFrom(...decisionStates),
          conflict: fc.boolean(),
          ended: fc.boolean(),
          needsTarget: fc.boolean(),
        }),
        (facts) => {
          expect(needOf(facts) !== null).toBe(isOpen(facts));
        },
      ),
    );
  });
});
