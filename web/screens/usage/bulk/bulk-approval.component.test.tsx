import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DecisionResult } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { ToastProvider } from '../../../components/toasts.tsx';
import { textsIn } from '../../../components/texts.ts';
import { BulkApproval } from './bulk-approval.tsx';
import { bulkWords } from './bulk-words.ts';
import { consoleUsageBulk } from '../../../../messages/generated/console-usage-bulk.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import type { Decisions } from '../review/use-decisions.ts';
import { approvedRow, increaseRow, ruleRow } from '../../usage-line/usage-row.fixture.ts';

/** Decisions that are answered when the test says so. */
function heldBack() {
  let answer: (results: readonly DecisionResult[]) => void = () => undefined;
  const { review } = reviewFixture();
  const decisions: Decisions = {
    ...review.deciding.decisions,
    decide: () => new Promise((resolve) => (answer = resolve)),
  };
  const answerNow = async (): Promise<void> => {
    await act(() => {
      answer([]);
      return Promise.resolve();
    });
  };
  return { decisions, answer: answerNow };
}

const decreaseRow: UsageRow = {
  ...increaseRow,
  id: 'b2c1f0de-3d6e-4c0b-9a57-8f6f2a4f1c10',
  kind: 'decrease',
  variance: '-3',
  money: { ...increaseRow.money, effectPerMonth: '-12.00' },
};
const answered = (row: UsageRow): UsageRow => ({
  ...row,
  decision: 'approved',
  waiting: approvedRow.waiting,
});

describe('a dialog about many lines', () => {
  it('keeps the summary it was confirmed with while its rows are answered one after another', async () => {
    const { decisions, answer } = heldBack();
    const { Around } = reviewFixture({ decisions });
    const closed = jest.fn();
    const dialog = (rows: readonly UsageRow[]) => (
      <ToastProvider>
        <BulkApproval rows={rows} onDone={() => undefined} onClose={closed} />
      </ToastProvider>
    );
    const { rerender } = render(dialog([increaseRow, decreaseRow]), { wrapper: Around });
    await userEvent.click(screen.getByRole('checkbox', { name: /^Include/u }));
    const before = screen.getByRole('dialog').textContent;
    await userEvent.click(screen.getByRole('button', { name: 'Approve 2 changes' }));
    rerender(dialog([answered(increaseRow), answered(decreaseRow)]));
    expect(screen.getByRole('dialog').textContent).toBe(`${before}Working`);
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Include/u }).matches(':disabled')).toBe(
      true,
    );
    await answer();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('leaves out a line whose billing rules change within the period', () => {
    const { Around } = reviewFixture();
    const meets = { ...ruleRow, rule: { ...ruleRow.rule!, later: { from: '2026-12-15', applied: null } } };
    render(
      <ToastProvider>
        <BulkApproval rows={[increaseRow, meets]} onDone={() => undefined} onClose={() => undefined} />
      </ToastProvider>,
      { wrapper: Around },
    );
    expect(screen.getByRole('dialog').textContent).toContain(
      '1 line: billing rules change within the period',
    );
    expect(screen.getByRole('button', { name: 'Approve 1 change' })).toBeTruthy();
  });
});

const result = (outcome: DecisionResult['outcome']): DecisionResult => ({
  usageLineId: 'l', outcome, lineVersion: null, approvalId: null, approvalLineId: null, replaced: null, change: null,
  params: null, agreementTypeId: null, offer: null, code: null, title: null, detail: null, advice: null,
}); // prettier-ignore

it('says for many lines what was done, what failed and stays selected, and what has no response', () => {
  const of = (...outcomes: DecisionResult['outcome'][]): string =>
    bulkWords('approve', outcomes.map(result), 'November', textsIn(consoleUsageBulk, null));
  const failed = '1 line could not be approved. It stays selected; its row shows why.';
  expect(of('approved', 'approved')).toBe('2 lines approved.');
  expect(of('approved', 'rejected')).toBe(`1 line approved. ${failed}`);
  expect(of('rejected', 'unknown')).toBe(
    `${failed} No response for 1 line. The row shows its current status.`,
  );
  expect(of()).toBe('No changes made.');
});
