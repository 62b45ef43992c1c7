import { messageId, nextWait, type NoticeEvent, tellsOf } from './webhooks.ts';

const day = 24 * 3_600_000;
const limits = { firstWaitMs: 5_000, longestWaitMs: day / 4, giveUpMs: 3 * day };

describe('the wait before the next attempt', () => {
  it('grows from seconds to hours and ends after about three days', () => {
    const waits: number[] = [];
    let age = 0;
    for (let attempts = 1; ; attempts += 1) {
      const wait = nextWait(attempts, age, null, limits);
      if (wait === null) break;
      waits.push(wait / 1_000);
      age += wait;
    }
    expect(waits.slice(0, 9)).toEqual([5, 15, 45, 135, 405, 1_215, 3_645, 10_935, 21_600]);
    expect(age).toBeGreaterThan(2.7 * day);
    expect(age).toBeLessThanOrEqual(3 * day);
  });

  it('is as long as the receiver asks, within bounds, and never shorter than our own', () => {
    expect(nextWait(1, 0, 60_000, limits)).toBe(60_000);
    expect(nextWait(4, 0, 1_000, limits)).toBe(135_000);
    expect(nextWait(1, 0, 30 * day, limits)).toBe(day / 4);
  });
});

describe('what a webhook tells of', () => {
  const webhook = {
    id: 'w1',
    events: ['notice.opened'] as readonly NoticeEvent[],
    minimum: 'warning',
  } as const;
  const tells = (event: NoticeEvent, code: string, subject = 'sync') =>
    tellsOf(webhook, event, { code, subject });

  it('is what it was asked for, from its least severity on', () => {
    expect(tells('notice.opened', 'SyncFailed')).toBe(true);
    expect(tells('notice.opened', 'SyncPartial')).toBe(true);
    expect(tells('notice.closed', 'SyncFailed')).toBe(false);
    expect(
      tellsOf({ ...webhook, minimum: 'error' }, 'notice.opened', { code: 'SyncPartial', subject: '' }),
    ).toBe(false);
  });

  it('is never its own failing', () => {
    expect(tells('notice.opened', 'WebhookFailing', 'w1')).toBe(false);
    expect(tells('notice.opened', 'WebhookFailing', 'w2')).toBe(true);
  });
});

it('the id of a message has no full stop, which separates the parts of what is signed', () => {
  expect(messageId('notice.opened', '0b6e3d6c-0a35-4d2c-9f6b-5d8f1f1b7a11')).toBe(
    'msg_notice_opened_0b6e3d6c0a354d2c9f6b5d8f1f1b7a11',
  );
});
