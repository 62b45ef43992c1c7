import type { AskedWrite } from '../request-log.ts';
import type { VendorRequest } from '../vendor.ts';
import { isPosted, type Posted } from './posted-body.ts';

/** What a post asks for, read leniently: of a document that is no line's quantity, but all of its lines. */
export function askedWrite(request: VendorRequest): AskedWrite | null {
  if (request.method !== 'POST') return null;
  const first = firstIn(request.body);
  if (first === null) return null;
  switch (request.path.toLowerCase()) {
    case '/api/recurringinvoice/updatelines':
      return { agreementId: idIn(first, 'ihid'), lineId: idIn(first, 'id'), ...valueOf(first, 'qty_order') };
    case '/api/recurringinvoice/lines':
      return { agreementId: idIn(first, 'ihid'), lineId: 0, ...valueOf(first, 'qty_order') };
    case '/api/recurringinvoice':
      return { agreementId: idIn(first, 'id'), lineId: 0, field: 'lines', value: null, day: null };
    case '/api/softwarelicence':
      return { agreementId: 0, lineId: idIn(first, 'id'), ...valueOf(first, 'count') };
    default:
      return null;
  }
}

function firstIn(body: Buffer): Posted | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return isPosted(first) ? first : null;
  } catch {
    return null;
  }
}

const idIn = (sent: Posted, name: string): number => {
  const id = sent[name];
  return typeof id === 'number' ? id : 0;
};

const valueOf = (sent: Posted, field: string): Pick<AskedWrite, 'field' | 'value' | 'day'> => {
  const value = sent[field];
  return { field, value: typeof value === 'number' ? value : null, day: null };
};
