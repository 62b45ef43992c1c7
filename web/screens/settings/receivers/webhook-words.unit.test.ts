import { sentWhen } from './webhook-words.ts';

it('tells checkpoints of the audit beside notices from those alone', () => {
  expect(sentWhen(['notice.opened', 'notice.closed'])).toBe('both');
  expect(sentWhen(['notice.opened', 'audit.checkpoint'])).toBe('opened-checkpoints');
  expect(sentWhen(['audit.checkpoint'])).toBe('checkpoints');
});
