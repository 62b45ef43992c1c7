import type { Page } from 'playwright-core';
import { findSecrets, type Planted } from '../faults/planted-secrets.ts';

/** Runs in the page, which has its own types: so it is text here. */
const script = `(async () => {
  const wait = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('IndexedDB cannot be read'));
    });
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await wait(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      databases.push([name, store, await wait(database.transaction(store).objectStore(store).getAll())]);
    database.close();
  }
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
  }
  return {
    localStorage: JSON.stringify(Object.entries(localStorage)),
    sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
    IndexedDB: JSON.stringify(databases),
    caches: JSON.stringify(cached),
    'cookies for scripts': document.cookie,
    'the history': JSON.stringify([history.state, location.href]),
    addresses: performance.getEntries().map(({ name }) => name).join(' '),
    'the page': document.documentElement.outerHTML,
    fields: [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join(' '),
  };
})()`;

/** Names of the forms whose values are kept in this tab. */
export const drafts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`Object.keys(sessionStorage).filter((name) => name.startsWith('seatwise.draft.'))`);

/**
 * Which secrets a script of the page could read, or stay in the browser when the page is closed, and where. The session's
 * token is always looked for. `fields` and `the page` are where somebody who types a secret has it.
 */
export async function secretsInBrowser(
  page: Page,
  secrets: readonly Planted[],
  except: readonly string[] = [],
): Promise<readonly string[]> {
  const kept = new Map(Object.entries(await page.evaluate<Record<string, string>>(script)));
  for (const place of except) kept.delete(place);
  const cookies = await page.context().cookies();
  expect(cookies.map(({ httpOnly }) => httpOnly)).toEqual([true]);
  return findSecrets([...secrets, ...cookies.map(({ name, value }) => ({ name, secret: value }))], kept);
}
