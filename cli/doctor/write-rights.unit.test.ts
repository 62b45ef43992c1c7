import { sayIn } from '../../messages/say.ts';
import { psas } from '../../psa/registry.ts';
import { examineWriteRight } from './write-rights.ts';

const say = sayIn({});

describe('the right to create or to end lines', () => {
  it.each([
    ['connectwise', 'create', 'Finance › Agreements: Add'],
    ['connectwise', 'end', 'Finance › Agreements: Edit'],
    ['autotask', 'create', 'Contracts › Contract services: Edit and Contracts › Contract services: Add'],
    ['autotask', 'end', 'Contracts › Contract services: Edit'],
    ['halopsa', 'create', 'Recurring Invoices: edit:invoices'],
    ['halopsa', 'end', 'Recurring Invoices: edit:invoices and Software Licensing: edit:softwarelicensing'],
  ] as const)('is not proven in %s (%s) before the first, and names what it needs', (psa, work, rights) => {
    const { state, found } = examineWriteRight(psas[psa]!, work, 'unknown');
    expect(state).toBe('not-checked');
    expect(say(found)).toContain(`not verified yet. Needs ${rights}. The first approved`);
  });

  it('is a warning once the PSA rejected it, with what to grant, and good once proven', () => {
    const { state, found, advice } = examineWriteRight(psas['connectwise']!, 'end', 'rejected');
    expect([state, say(found), say(advice!)]).toEqual([
      'warning',
      'ConnectWise rejected the end of a line',
      'Grant its role Finance › Agreements: Edit. The next approved end verifies it, and the others wait.',
    ]);
    const proven = examineWriteRight(psas['connectwise']!, 'create', 'proven');
    expect([proven.state, say(proven.found)]).toEqual(['good', 'Creating lines in ConnectWise: verified']);
  });
});
