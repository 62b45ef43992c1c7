import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine } from '../usage/composition.ts';
import { accountOf, customerAlone } from './customers.fixture.ts';

function unmapped(readAt: string): ComposedLine {
  const input = customerAlone({ name: 'Acme', seats: [14], mapping: { state: 'unmapped' } });
  const accounts = input.accounts.map((account) => ({
    ...account,
    lastComplete: { ...account.lastComplete!, readAt },
  }));
  return composeUsage({ ...input, accounts })[0]!;
}

describe('RULES 2: an unmapped account', () => {
  it('is a line of its own, without a side of the PSA', () => {
    expect(unmapped('2026-11-24T08:05:00.000Z')).toEqual({
      groupKey: `account:${accountOf('Acme')}`,
      kind: 'unmapped',
      flags: [],
      companyId: null,
      accountId: accountOf('Acme'),
      vendorQuantity: 14,
      psaQuantity: null,
      includedBeside: '0',
      vendorReadAt: '2026-11-24T08:05:00.000Z',
      psaReadAt: null,
      notRead: null,
      variance: null,
      target: null,
      billingTarget: null,
      needsTarget: false,
      money: {
        currency: 'USD',
        effectPerInvoice: null,
        effectPerMonth: null,
        atRiskPerMonth: '56',
        estimated: true,
        note: null,
      },
      accounts: [expect.objectContaining({ accountId: accountOf('Acme'), seats: 14 })],
      lines: [],
      warnings: [],
      advice: null,
      reason: message('usage.reason.unmapped'),
    });
  });

  it('is held by its age as any other', () => {
    expect(unmapped('2026-11-20T08:05:00.000Z').flags).toMatchObject([{ flag: 'held', check: 'age' }]);
  });
});
