import type { PagingFault } from '../fault-kinds.ts';
import type { Vendor, VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';

type Condition = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly { readonly id: number }[];
  readonly pageDetails: Readonly<Record<string, unknown>>;
}

/**
 * Queries under a paging fault. Pages go by the condition `id > last`: a page is lost where the server takes the last row
 * of this one for that, and comes once more where it passes over the condition. What is no query passes untouched.
 */
export function answerWithPagingFault(
  vendor: Vendor,
  request: VendorRequest,
  context: VendorContext,
  fault: PagingFault,
): VendorAnswer {
  const own = vendor(request, context);
  const page = pageIn(own);
  const filter = filterIn(request);
  if (page === null || filter === null) return own;
  const others = filter.filter(({ op, field }) => !(op === 'gt' && field === 'id'));
  const above = (id: number): VendorAnswer =>
    vendor(withFilter(request, [...others, { op: 'gt', field: 'id', value: id }]), context);
  const last = page.items.at(-1)?.id ?? null;
  switch (fault.kind) {
    case 'lost-page':
      return last === null ? own : above(last);
    case 'repeated-page':
      return { ...own, body: { ...page, items: pageIn(above(0))?.items ?? [] } };
    case 'standing-offset':
      return named(above(0), request);
    case 'trailing-empty-page':
      return page.items.length > 0 ? named(own, request) : own;
  }
}

/** The answer as if a page followed. */
function named(answer: VendorAnswer, { host, path, query }: VendorRequest): VendorAnswer {
  const page = pageIn(answer);
  if (page === null) return answer;
  const nextPageUrl = `https://${host}${path}/next?${query}`;
  return { ...answer, body: { ...page, pageDetails: { ...page.pageDetails, nextPageUrl } } };
}

function pageIn({ status, body }: VendorAnswer): Page | null {
  const isPage = typeof body === 'object' && body !== null && 'items' in body && 'pageDetails' in body;
  return status === 200 && isPage ? (body as Page) : null;
}

function filterIn({ method, body }: VendorRequest): readonly Condition[] | null {
  if (method !== 'POST') return null;
  try {
    const { filter } = JSON.parse(body.toString('utf8')) as { filter?: readonly Condition[] };
    return filter ?? null;
  } catch {
    return null;
  }
}

function withFilter(request: VendorRequest, filter: readonly Condition[]): VendorRequest {
  const asked = JSON.parse(request.body.toString('utf8')) as object;
  return { ...request, body: Buffer.from(JSON.stringify({ ...asked, filter })) };
}
