import { message } from '../../messages/message.ts';
import { billingGroups } from './billing-groups.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine } from '../usage/composition.ts';
import { choice, customerAlone, lineOf, withoutCheckOnMany } from './customers.fixture.ts';
import { assessGroup, type GroupAssessment } from './group-kind.ts';
import { possibleTargets, targetLine } from './target-line.ts';

type Lines = NonNullable<Parameters<typeof customerAlone>[0]['lines']>;
type Choices = ReturnType<typeof choice>[];

const input = (seats: number, lines: Lines, choices: Choices) =>
  withoutCheckOnMany(customerAlone({ name: 'Acme', seats: [seats], lines }, choices));

const assess = (seats: number, lines: Lines, ...choices: Choices): GroupAssessment =>
  assessGroup(billingGroups(input(seats, lines, choices)).groups[0]!, null);

const composed = (seats: number, lines: Lines, ...choices: Choices): ComposedLine =>
  composeUsage(input(seats, lines, choices))[0]!;

const [first, second] = [lineOf('Acme', 0), lineOf('Acme', 1)];

describe('RULES 4: the line that changes', () => {
  it('is the only line, unless a person gave it another role', () => {
    expect(targetLine(assess(12, [{ quantity: '10' }]))).toEqual({
      target: { psaLineId: first, before: '10', after: '12' },
      needsTarget: false,
      warning: null,
    });
    expect(targetLine(assess(12, [{ quantity: '10' }], choice('Acme', first, 'counts')))).toEqual({
      target: null,
      needsTarget: true,
      warning: null,
    });
  });

  it('is asked for among several, but not while they match', () => {
    const lines = [{ quantity: '10' }, { quantity: '5' }];
    expect(targetLine(assess(16, lines))).toEqual({ target: null, needsTarget: true, warning: null });
    expect(targetLine(assess(15, lines))).toEqual({ target: null, needsTarget: false, warning: null });
  });

  it('is none that the PSA lets nobody set, with its reason; while it matches nobody has to', () => {
    const why = message('halopsa.locked.counts-users');
    const lines = [{ quantity: '10', locked: why }];
    expect(targetLine(assess(12, lines))).toEqual({
      target: null,
      needsTarget: true,
      warning: message('usage.warning.target-locked', { line: first, why }),
    });
    expect(targetLine(assess(10, lines))).toEqual({ target: null, needsTarget: false, warning: null });
    // What it is worth is known all the same.
    expect(possibleTargets(assess(12, lines), null)).toHaveLength(1);
  });

  it('may stay at nothing where nothing is what both sides say', () => {
    expect(targetLine(assess(0, [{ quantity: '0' }]))).toEqual({
      target: { psaLineId: first, before: '0', after: '0' },
      needsTarget: false,
      warning: null,
    });
  });

  it('does not fall to nothing, or below it', () => {
    const lines = [{ quantity: '10' }, { quantity: '5' }];
    expect(targetLine(assess(10, lines, choice('Acme', second, 'target')))).toEqual({
      target: null,
      needsTarget: true,
      warning: message('usage.warning.target-would-be', { line: second, quantity: '0' }),
    });
    expect(targetLine(assess(8, lines, choice('Acme', second, 'target'))).warning).toEqual(
      message('usage.warning.target-would-be', { line: second, quantity: '-2' }),
    );
    expect(targetLine(assess(11, lines, choice('Acme', second, 'target'))).target?.after).toBe('1');
  });
});

describe('RULES 9: which lines could take the change', () => {
  const lines = [{ quantity: '60' }, { quantity: '2', unitPrice: '9.00' }];
  const possible = (assessment: GroupAssessment, chosen: ComposedLine['target'] = null) =>
    possibleTargets(assessment, chosen).map(({ line, after }) => [line.line.id, after.toFixed()]);

  it('all that would not fall to nothing', () => {
    expect(possible(assess(64, lines))).toEqual([
      [first, '62'],
      [second, '4'],
    ]);
    expect(possible(assess(60, lines))).toEqual([[first, '58']]);
    expect(possible(assess(0, [{ quantity: '0' }]))).toEqual([[first, '0']]);
  });

  it('only the chosen one, once it is', () => {
    const target = { psaLineId: second, before: '2', after: '4' };
    expect(possible(assess(64, lines), target)).toEqual([[second, '4']]);
  });

  it('none while it is not known by how much', () => {
    expect(possible({ ...assess(64, lines), variance: null })).toEqual([]);
    expect(possible(assess(64, [{ quantity: null }]))).toEqual([]);
  });

  it('the money is that of the target, and of all while they give the same', () => {
    expect(composed(64, lines).money).toMatchObject({
      effectPerMonth: null,
      note: message('usage.money.depends-on-line'),
    });
    expect(composed(64, lines, choice('Acme', second, 'target')).money.effectPerMonth).toBe('18');
    expect(composed(60, lines).money.effectPerMonth).toBe('-8');
  });
});
