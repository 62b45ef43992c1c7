import { type AccountReadRow, earnsActive, runOutcome } from './run-outcome.ts';

const row = (state: AccountReadRow['state'], change: Partial<AccountReadRow> = {}): AccountReadRow => ({
  accountId: `${state}-${Math.random()}`,
  state,
  code: state === 'counted' ? null : 'VendorTimeout',
  seats: state === 'counted' ? 10 : null,
  excluded: false,
  acknowledgedCode: null,
  ...change,
});

const outcome = (...accounts: AccountReadRow[]) => runOutcome({ listed: accounts.length, accounts });

describe('RULES 10: the outcome of a run', () => {
  it('succeeds when every account is counted', () => {
    expect(outcome(row('counted'), row('counted'))).toMatchObject({
      kind: 'ended',
      outcome: 'succeeded',
      totals: { seatsCounted: 20 },
    });
  });

  it.each(['incomplete', 'failed', 'gone'] as const)('is partial when an account is %s', (state) => {
    expect(outcome(row('counted'), row(state))).toMatchObject({ outcome: 'partial' });
  });

  it('forgives excluded accounts and the very cause a person acknowledged, and keeps them in the totals', () => {
    const forgiven = [
      row('failed', { excluded: true }),
      row('failed', { acknowledgedCode: 'VendorTimeout' }),
    ];
    expect(outcome(row('counted'), ...forgiven)).toMatchObject({
      outcome: 'succeeded',
      totals: { listed: 3, failed: 2 },
    });
    expect(outcome(row('counted'), row('failed', { acknowledgedCode: 'DuoNoHost' }))).toMatchObject({
      outcome: 'partial',
    });
  });

  it('fails when nothing was counted, also when nothing was listed', () => {
    expect(outcome(row('failed', { excluded: true }))).toMatchObject({
      outcome: 'failed',
      code: 'NothingCounted',
    });
    expect(outcome()).toMatchObject({ outcome: 'failed', code: 'NothingCounted' });
  });

  it('lets a retry of agreements alone, which lists no account, end by its agreements', () => {
    expect(runOutcome({ listed: 0, accounts: [], retry: true })).toMatchObject({ outcome: 'succeeded' });
    expect(runOutcome({ listed: 0, accounts: [], agreementsFailed: 1, retry: true })).toMatchObject({
      outcome: 'partial',
    });
    expect(runOutcome({ listed: 1, accounts: [row('failed')], retry: true })).toMatchObject({
      outcome: 'failed',
      code: 'NothingCounted',
    });
  });

  it('is partial when an agreement could not be read', () => {
    expect(runOutcome({ listed: 1, accounts: [row('counted')], agreementsFailed: 1 })).toMatchObject({
      outcome: 'partial',
    });
  });

  it("fails with the role's missing right when every agreement was rejected, in a full run only", () => {
    const rows = { listed: 1, accounts: [row('counted')], agreementsFailed: 2, everyAgreementRejected: true };
    expect(runOutcome(rows)).toMatchObject({ outcome: 'failed', code: 'PsaRightMissing' });
    expect(runOutcome({ ...rows, retry: true })).toMatchObject({ outcome: 'partial', code: null });
  });

  it('refuses to end while rows are pending or sums do not close', () => {
    expect(outcome(row('counted'), row('pending'))).toMatchObject({
      kind: 'rejected',
      code: 'AccountsPending',
    });
    expect(runOutcome({ listed: 3, accounts: [row('counted')] })).toMatchObject({
      kind: 'rejected',
      code: 'SumsDoNotClose',
    });
  });

  it('active is earned by a success, or by a partial run that counted a mapped account', () => {
    expect([
      earnsActive('succeeded', 0),
      earnsActive('partial', 1),
      earnsActive('partial', 0),
      earnsActive('failed', 9),
    ]).toEqual([true, true, false, false]);
  });
});
