import type { DecisionResult } from '../../../api/usage-decisions.ts';
import { bulkWords } from './bulk-words.ts';

const result = (outcome: DecisionResult['outcome']): DecisionResult => ({
  usageLineId: 'l', outcome, lineVersion: null, approvalId: null, approvalLineId: null, replaced: null, change: null,
  params: null, agreementTypeId: null, offer: null, code: null, title: null, detail: null, advice: null,
}); // prettier-ignore
const of = (...outcomes: DecisionResult['outcome'][]): string => bulkWords('Approved', outcomes.map(result));

it('what became of many is one sentence, and says what stays ticked and what nobody answered', () => {
  expect(of('approved', 'approved')).toBe('Approved 2 lines.');
  expect(of('approved', 'rejected')).toBe('Approved 1 line. 1 rejected: it stays ticked, its row says why.');
  expect(of('rejected', 'rejected')).toBe('2 rejected: they stay ticked, each row says why.');
  expect(of('approved', 'unknown')).toBe('Approved 1 line. No answer for 1 line: the rows show what stands.');
  expect(of()).toBe('Nothing was sent.');
});
