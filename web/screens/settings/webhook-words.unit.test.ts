import { eventWords } from './webhook-words.ts';

it('says what a webhook is told of, checkpoints of the audit beside notices or alone', () => {
  expect(eventWords(['notice.opened', 'notice.closed'])).toBe('when they open and close');
  expect(eventWords(['notice.opened', 'audit.checkpoint'])).toBe(
    'when they open, and each checkpoint of the audit',
  );
  expect(eventWords(['audit.checkpoint'])).toBe('no notices, but each checkpoint of the audit');
});
