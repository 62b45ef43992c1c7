/** What the `Link` header of a page says: whether there is a next page, and its number where it can be read. */
export type NextPage =
  | { readonly kind: 'no-header' }
  | { readonly kind: 'last' }
  | { readonly kind: 'next'; readonly page: number | null };

/**
 * Reads `Link` by `rel`, never by position (connectwise.md 5). The address in it is never followed, only its page
 * number is compared: an answer must not decide where the keys are sent.
 */
export function nextPage(header: string | null): NextPage {
  if (header === null || header.trim() === '') return { kind: 'no-header' };
  for (const [, address = '', parameters = ''] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    const rels = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const names = (rels?.[1] ?? rels?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return { kind: 'next', page: pageOf(address) };
  }
  return { kind: 'last' };
}

function pageOf(address: string): number | null {
  const page = /[?&]page=(\d{1,9})(?:&|$)/i.exec(address)?.[1];
  return page === undefined ? null : Number(page);
}
