import type { Page } from 'playwright-core';

/** What a user did: presses of a mouse button, keys that command, and letters typed into fields. */
export interface UserActions {
  readonly clicks: number;
  readonly keys: number;
  readonly letters: number;
  readonly seconds: number;
}

/** Shift, Ctrl and their like are part of the key that they are held for. */
const count = `(() => {
  const isCounting = 'userActions' in globalThis;
  globalThis.userActions = { clicks: 0, keys: 0, letters: 0 };
  const isText = (field) => field instanceof HTMLTextAreaElement ||
    (field instanceof HTMLInputElement && /^(text|search|date)$/u.test(field.type));
  if (isCounting) return;
  addEventListener('pointerdown', (event) => { if (event.isTrusted) userActions.clicks += 1; }, true);
  addEventListener('keydown', (event) => {
    if (!event.isTrusted || /^(Shift|Control|Alt|Meta)$/u.test(event.key)) return;
    if (isText(event.target) && event.key.length === 1 && !event.ctrlKey) userActions.letters += 1;
    else userActions.keys += 1;
  }, true);
})()`;

/** Counts what the browser is given from now on, until the count is reset or the page is loaded. */
export async function countUserActions(page: Page): Promise<() => Promise<UserActions>> {
  const began = Date.now();
  await page.evaluate(count);
  return async () => {
    const counted = await page.evaluate<Omit<UserActions, 'seconds'>>('userActions');
    return { ...counted, seconds: Math.round((Date.now() - began) / 100) / 10 };
  };
}

export const describeUserActions = ({ clicks, keys, letters, seconds }: UserActions): string =>
  `${clicks} clicks, ${keys} keys, ${letters} letters typed, ${seconds} s`;
