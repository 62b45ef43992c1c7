/**
 * Whether the `Link` header names a next page, read by `rel` and never by position (connectwise.md 5). The address in
 * it is not followed: an answer must not decide where the keys are sent.
 */
export function namesNextPage(header: string | null): boolean {
  for (const [, parameters = ''] of (header ?? '').matchAll(/<[^>]*>([^<]*)/g)) {
    const rels = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const names = (rels?.[1] ?? rels?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return true;
  }
  return false;
}
