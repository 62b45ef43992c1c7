import { asWritten, message, sentences } from '../../messages/message.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';
import { choice, customerAlone, groupOf, lineOf } from '../comparison/customers.fixture.ts';
import {
  acmeAlone,
  adjustTo,
  approvedChange,
  composedOf,
  decide,
  decisionFacts,
  inAdvance,
} from '../write-back/approvals.fixture.ts';
import type { DecisionFacts, DecisionWish } from './decide.ts';

const rejection = (
  input: CompositionInput,
  wish: Partial<DecisionWish> = {},
  facts: Partial<DecisionFacts> = {},
) => {
  const outcome = decide(input, 'Acme', wish, facts);
  return outcome.kind === 'rejected' ? outcome : { code: outcome.kind, detail: null };
};
const evaluated = (...asked: Parameters<typeof rejection>) => rejection(...asked).code;
const detail = (...asked: Parameters<typeof rejection>) => rejection(...asked).detail;
const accepted = (count: string) => ({
  accepted: [{ groupKey: groupOf('Acme'), count, overridden: [] }],
});

describe('RULES 4: which line changes', () => {
  const lines = [{ quantity: '10' }, { quantity: '5' }, { quantity: '2' }];
  const several = inAdvance(
    customerAlone({ name: 'Acme', seats: [20], lines }, [choice('Acme', lineOf('Acme', 2), 'other-purpose')]),
  );

  it('is asked where several could, by quantity and line, without those that a person took out', () => {
    const choice = (line: string, quantity: string) => message('decisions.line-choice', { line, quantity });
    const lines = [choice(lineOf('Acme', 0), '10'), choice(lineOf('Acme', 1), '5')];
    expect(detail(several)).toEqual(message('decisions.choose-line', { lines }));
    expect(evaluated(several)).toBe('TargetRequired');
    expect(evaluated(several, adjustTo(11))).toBe('TargetRequired');
  });

  it('is not asked again where a named one cannot take the change: why comes first', () => {
    const line = composedOf(several, 'Acme');
    const of = (one: Partial<ComposedLine>) => ({ line: { ...line, target: null, ...one } });
    const [first, second] = line.lines;
    const named = [{ ...first!, role: 'target' as const }, second!];
    const warnings = [asWritten('The target would fall to −3.')];
    const said = asWritten('The target would fall to −3.');
    const which = { id: 'decisions.choose-line' };
    expect(detail(several, {}, of({ lines: named, warnings }))).toEqual(said);
    expect(detail(several, {}, of({ lines: [first!], warnings }))).toEqual(said);
    expect(detail(several, {}, of({ lines: [first!, second!], warnings }))).toMatchObject(which);
    expect(detail(several, {}, of({ lines: named, warnings: [] }))).toMatchObject(which);
  });

  it('is not asked for where the only line cannot be set: the reason is said, in a match too', () => {
    const locked = message('halopsa.locked.pro-rata', { own: '10', changes: ['2'] });
    const only = (seats: number) =>
      inAdvance(customerAlone({ name: 'Acme', seats: [seats], lines: [{ quantity: '12', locked }] }));
    for (const input of [only(12), only(15)]) {
      expect(detail(input, adjustTo(11))).toEqual(
        message('decisions.locked', { line: lineOf('Acme'), reason: locked }),
      );
      expect(evaluated(input, adjustTo(11))).toBe('TargetRequired');
    }
  });

  it('is remembered where it is not the one that would have changed anyway', () => {
    const change = (wish: Partial<DecisionWish>) => approvedChange(decide(acmeAlone(12, '10'), 'Acme', wish));
    expect(change({ targetPsaLineId: lineOf('Acme') }).rememberTarget).toBe(false);
    expect(change({}).rememberTarget).toBe(false);
    expect(
      approvedChange(decide(several, 'Acme', { targetPsaLineId: lineOf('Acme', 1) })).rememberTarget,
    ).toBe(true);
  });
});

describe('RULES 7: why a line is held', () => {
  it('says the reason of each check, or of what else holds it', () => {
    const flags: readonly UsageLineFlag[] = [
      { flag: 'held', check: 'age', reason: asWritten('Read 60 h ago.') },
      { flag: 'vanished', reason: asWritten('It is gone.') },
    ];
    const line = { ...composedOf(acmeAlone(12, '10'), 'Acme'), flags };
    expect(detail(acmeAlone(12, '10'), {}, { line })).toEqual(
      sentences([asWritten('Read 60 h ago.'), asWritten('It is gone.')]),
    );
    const free = [{ flag: 'included', reason: asWritten('Two of them free?') }] as const;
    expect(detail(acmeAlone(12, '10'), {}, { line: { ...line, flags: free } })).toEqual(
      asWritten('Two of them free?'),
    );
  });

  it('a held jump does not hold an adjust that stays near, whichever way', () => {
    const jump = { ...acmeAlone(60, '30'), ...accepted('30') };
    expect(evaluated(jump)).toBe('LineHeld');
    expect(evaluated(jump, adjustTo(28))).toBe('approved');
    expect(evaluated(jump, adjustTo(31))).toBe('approved');
  });

  it('a fraction on a line that a person took out of the sum holds nothing', () => {
    const odd = inAdvance(
      customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }, { quantity: '2.5' }] }, [
        choice('Acme', lineOf('Acme', 1), 'other-purpose'),
      ]),
    );
    expect(evaluated(odd, adjustTo(11))).toBe('approved');
  });

  it('money counts beyond what waits already', () => {
    const waiting = { psaLineId: lineOf('Acme'), after: '12', billingTarget: 'next-invoice' } as const;
    const dear = acmeAlone(13, '10', { unitPrice: '200' });
    const waits = { waiting, liveState: 'queued' as const };
    expect(evaluated(dear, adjustTo(13))).toBe('LineHeld');
    expect(evaluated(dear, adjustTo(13), waits)).toBe('approved');
    expect(evaluated(dear, adjustTo(15), waits)).toBe('LineHeld');
    // What waits on a line that is no longer in the sum is no part of this change.
    expect(evaluated(dear, adjustTo(12), { ...waits, waiting: { ...waiting, psaLineId: 'gone' } })).toBe(
      'approved',
    );
    expect(evaluated(dear, adjustTo(13), { ...waits, waiting: { ...waiting, psaLineId: 'gone' } })).toBe(
      'LineHeld',
    );
  });

  it('money that is not known holds nothing', () => {
    expect(evaluated(acmeAlone(12, '10', { unitPrice: null }), adjustTo(13))).toBe('approved');
  });
});

describe('RULES 5, 6: a change beside one that waits', () => {
  const input = acmeAlone(12, '10');
  const waiting = { psaLineId: lineOf('Acme'), after: '12', billingTarget: 'next-invoice' } as const;
  const facts = { waiting, liveState: 'queued' as const };

  it('is none where quantity and landing are those that wait; either may be changed', () => {
    expect(detail(input, {}, facts)).toEqual(
      message('decisions.already-approved', { before: '10', after: '12' }),
    );
    expect(evaluated(input, { billingTarget: 'invoice-after' }, facts)).toBe('approved');
    expect(evaluated(input, adjustTo(11), facts)).toBe('approved');
  });

  it('back to what the PSA bills is a cancellation, and said so', () => {
    expect(detail(input, adjustTo(10), facts)).toEqual(
      message('decisions.already-billed-cancel', { quantity: '10' }),
    );
    expect(detail(input, adjustTo(10))).toEqual(message('decisions.already-billed', { quantity: '10' }));
  });

  it('cannot land on an agreement that bills nothing, which offers no other landing', () => {
    const changeable = new Map(
      [...decisionFacts(input, 'Acme').changeable].map(([id, line]) => [
        id,
        { ...line, billingTarget: { ...line.billingTarget, notUsable: message('usage.agreement.canceled') } },
      ]),
    );
    expect(evaluated(input, {}, { changeable })).toBe('CannotLand');
    expect(evaluated(input, { billingTarget: 'now' })).toBe('BillingTargetNotOffered');
  });

  it('a line marked as proposed without a proposal takes the count', () => {
    expect(approvedChange(decide(input, 'Acme', {}, { decision: 'proposed', proposal: null }))).toMatchObject(
      {
        decision: 'approve',
        after: '12',
      },
    );
  });
});
