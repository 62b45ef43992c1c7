import { CallWindow } from './call-window.ts';

it('lets so many calls start in any five minutes, and says when the next may', () => {
  const window = new CallWindow();
  const start = 1_000_000;
  for (const after of [0, 1_000, 2_000]) {
    expect(window.waitMs(3, start + after)).toBe(0);
    window.note(start + after);
  }
  expect(window.waitMs(3, start + 2_000)).toBe(298_000);
  expect(window.waitMs(4, start + 2_000)).toBe(0);
  expect(window.waitMs(3, start + 299_999)).toBe(1);
  expect(window.waitMs(3, start + 300_000)).toBe(0);
  window.note(start + 300_000);
  expect(window.waitMs(3, start + 300_000)).toBe(1_000);
});
