import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import { customerAlone } from './customers.fixture.ts';

type Spec = Omit<Parameters<typeof customerAlone>[0], 'name'>;

const warned = (spec: Spec, change: object = {}): readonly unknown[] =>
  composeUsage({ ...customerAlone({ name: 'Acme', ...spec }), ...change })[0]!.warnings;

describe('RULES 3: what people must know beside the kind', () => {
  it('a company that the PSA no longer lists, where accounts are mapped to it', () => {
    const unlisted = { companies: [] };
    expect(warned({ seats: [10], lines: [{ quantity: '10' }] }, unlisted)).toEqual([
      message('usage.warning.company-not-listed'),
    ]);
    expect(warned({ lines: [{ quantity: '10' }] }, unlisted)).toEqual([]);
  });

  it.each<[string, Spec['lines']]>([
    ['canceled, on an agreement that bills nothing', [{ status: 'canceled', on: { over: 'canceled' } }]],
    ['active, and canceled for later', [{ status: 'active', cancelledDate: '2027-01-01' }]],
    ['active, and never begun', [{ status: 'active', effectiveDate: null }]],
  ])('no word of a line that is %s', (_, lines) => {
    expect(warned({ seats: [10], lines: lines ?? [] })).toEqual([]);
  });
});
