import type { PagingFault } from '../fault-kinds.ts';
import { trailingLink } from './querying.ts';
import type { Vendor, VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';

type Condition = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly { readonly id: number }[];
  readonly pageDetails: Readonly<Record<string, unknown>>;
}

/**
 * Queries under a paging fault: a page is lost where the server goes one further, and comes once more where it gives the
 * first again. What is no query passes untouched.
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
  const first = (): VendorAnswer => {
    const others = filter.filter(({ op, field }) => !(op === 'gt' && field === 'id'));
    return vendor(withFilter(unlinked(request), [...others, { op: 'gt', field: 'id', value: 0 }]), context);
  };
  switch (fault.kind) {
    case 'lost-page':
      return vendor(behind(request, page, filter), context);
    case 'repeated-page':
      return { ...own, body: { ...page, items: pageIn(first())?.items ?? [] } };
    case 'standing-offset':
      return named(first(), request);
    case 'trailing-empty-page':
      return page.items.length > 0 ? named(own, request) : own;
  }
}

/** What asks for the rows behind a page: its link, else the condition that its last row is of. */
function behind(request: VendorRequest, page: Page, filter: readonly Condition[]): VendorRequest {
  const { nextPageUrl } = page.pageDetails;
  if (typeof nextPageUrl === 'string') {
    const { pathname, search } = new URL(nextPageUrl);
    return { ...request, path: pathname, query: search.slice(1) };
  }
  const others = filter.filter(({ op, field }) => !(op === 'gt' && field === 'id'));
  const linked = request.path.endsWith('/next');
  const last = linked ? undefined : page.items.at(-1)?.id;
  const value = last ?? Number.MAX_SAFE_INTEGER;
  return withFilter(unlinked(request), [...others, { op: 'gt', field: 'id', value }]);
}

/** The query that a link is of. */
const unlinked = (request: VendorRequest): VendorRequest =>
  request.path.endsWith('/next')
    ? { ...request, path: request.path.replace(/\/next$/u, ''), query: '' }
    : request;

/** The answer as if a page followed. */
function named(answer: VendorAnswer, request: VendorRequest): VendorAnswer {
  const page = pageIn(answer);
  if (page === null) return answer;
  const { nextPageUrl } = page.pageDetails;
  const pageDetails = { ...page.pageDetails, nextPageUrl: nextPageUrl ?? trailingLink(request) };
  return { ...answer, body: { ...page, pageDetails } };
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
