import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import { accountOf, customerAlone, lineOf } from './customers.fixture.ts';
import { accountSource, countWarnings, lineSource } from './line-sources.ts';
import { assessLines } from './line-assessment.ts';

const acme = () => customerAlone({ name: 'Acme', seats: [10, null], lines: [{ quantity: '10' }] });

describe('RULES 6: the evidence of a line', () => {
  it('has each account with its count and when it was read', () => {
    const [counted, never] = acme().accounts;
    expect(accountSource(counted!)).toEqual({
      accountId: accountOf('Acme'),
      name: 'Acme',
      edition: 'ENTERPRISE',
      seats: 10,
      byStatus: { active: 10 },
      countId: `count-${accountOf('Acme')}`,
      readAt: '2026-11-24T08:05:00.000Z',
      syncRunId: 'run-1',
      newestRead: { outcome: 'counted', code: null, at: '2026-11-24T08:05:00.000Z' },
    });
    expect(accountSource(never!)).toMatchObject({
      seats: null,
      byStatus: null,
      countId: null,
      readAt: null,
      syncRunId: null,
      newestRead: { outcome: 'failed', code: 'VendorTimeout' },
    });
  });

  it('has each line with how its agreement bills', () => {
    expect(composeUsage(acme())[0]!.lines).toMatchObject([
      {
        psaLineId: lineOf('Acme'),
        agreementName: 'Managed IT',
        companyId: 'co-acme',
        nextInvoiceDate: '2026-12-01',
        billingCycle: 'Monthly',
        live: true,
        notLiveReason: null,
      },
    ]);
  });

  it('of an agreement that the PSA does not list it has the id alone', () => {
    const [line] = assessLines({ ...acme(), agreements: [] });
    expect(lineSource(line!, new Map())).toMatchObject({
      agreementId: 'agr-acme-0',
      agreementName: 'agr-acme-0',
      companyId: '',
      nextInvoiceDate: null,
      billingCycle: null,
      live: false,
      notLiveReason: message('usage.agreement.not-listed'),
      role: null,
      included: null,
      readAt: null,
    });
  });

  it('has what the counting noticed, under the name of the account', () => {
    const [counted, never] = acme().accounts;
    const noticed = { ...counted!, lastComplete: { ...counted!.lastComplete!, flags: ['odd status'] } };
    expect(countWarnings(noticed)).toEqual([
      message('usage.warning.count', { account: 'acc-acme-0', flag: 'odd status' }),
    ]);
    expect(countWarnings(never!)).toEqual([]);
  });
});
