import { customerAlone } from '../usage/customers.fixture.ts';
import { approve, inAdvance } from './approvals.fixture.ts';
import { type ReadBack, resolveUnknown } from './write-outcome.ts';

const input = inAdvance(customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '10' }] }));
const { stamp } = approve(input, 'Acme');
const approved = { before: '10', after: '12', stamp };

const showing = (quantity: string | null, change: object = {}): ReadBack => ({
  kind: 'stamp',
  stamp: { ...stamp, line: { ...stamp.line, quantity, ...change } },
});
const gone: ReadBack = { kind: 'gone' };

describe('DESIGN 5: an outcome that is not known, from two readings', () => {
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
  ])('%s', (_, first, second, sends, kind) => {
    expect(resolveUnknown(approved, [first, second], sends).kind).toBe(kind);
  });

  it('a conflict shows both values', () => {
    expect(resolveUnknown(approved, [showing('11'), showing('11')], 1)).toEqual({
      kind: 'conflict',
      detail: 'approved was 10 → 12, the PSA shows 11',
    });
  });

  it('a proof of the write right leaves the value it has: nothing is sent again', () => {
    const proof = { before: '10', after: '10.0', stamp };
    expect(resolveUnknown(proof, [showing('10'), showing('10')], 1)).toEqual({ kind: 'confirmed' });
    expect(resolveUnknown(proof, [showing('11'), showing('11')], 1).kind).toBe('conflict');
  });
});
