import type { Vendor, VendorAnswer, VendorContext, VendorRequest } from './vendor.ts';
import type { PagingFault } from './fault-kinds.ts';

/**
 * ConnectWise lists under a paging fault. The vendor is asked for another page than the client asked for, whether that
 * pages by number (`page=N`) or by id (`conditions=id>N`); forward-only paging passes untouched.
 */
export function answerWithPagingFault(
  vendor: Vendor,
  request: VendorRequest,
  context: VendorContext,
  fault: PagingFault,
): VendorAnswer {
  const page = Number(new URLSearchParams(request.query).get('page') ?? '1');
  if (request.method !== 'GET' || !Number.isInteger(page) || page < 1) return vendor(request, context);
  const ask = (wanted: number): VendorAnswer => vendor(atPage(request, wanted), context);
  const own = vendor(request, context);
  if (own.status !== 200 || !Array.isArray(own.body)) return own;
  switch (fault.kind) {
    case 'lost-page':
      return ask(page + 1);
    case 'repeated-page':
      return {
        ...own,
        body: (byId(request) ? vendor(fromTheStart(request), context) : ask(Math.max(1, page - 1))).body,
      };
    case 'standing-offset':
      return withNext(vendor(fromTheStart(request), context), request, page);
    case 'trailing-empty-page':
      return own.body.length > 0 && !hasNext(own) ? withNext(own, request, page + 1) : own;
  }
}

const aboveId = /(?:\s+and\s+)?\bid\s*>\s*\d+/giu;

const byId = (request: VendorRequest): boolean =>
  new URLSearchParams(request.query).get('conditions')?.match(aboveId) != null;

/** The first page, as a server gives it that passes over the condition `id>N`. */
function fromTheStart(request: VendorRequest): VendorRequest {
  const query = new URLSearchParams(request.query);
  const rest = (query.get('conditions') ?? '').replaceAll(aboveId, '').replace(/^\s*and\s+/iu, '');
  query.set('conditions', rest);
  return atPage({ ...request, query: query.toString().replaceAll('+', '%20') }, 1);
}

function atPage(request: VendorRequest, page: number): VendorRequest {
  const query = new URLSearchParams(request.query);
  query.set('page', String(page));
  return { ...request, query: query.toString().replaceAll('+', '%20') };
}

function linkName(answer: VendorAnswer): string {
  return Object.keys(answer.headers ?? {}).find((name) => name.toLowerCase() === 'link') ?? 'link';
}

function hasNext(answer: VendorAnswer): boolean {
  return (answer.headers?.[linkName(answer)] ?? '').includes('rel="next"');
}

function withNext(answer: VendorAnswer, request: VendorRequest, page: number): VendorAnswer {
  const { path, query } = atPage(request, page);
  const link = `<https://${request.host}${path}?${query}>; rel="next"`;
  return { ...answer, headers: { ...answer.headers, [linkName(answer)]: link } };
}
