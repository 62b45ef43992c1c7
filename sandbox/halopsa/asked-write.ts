import type { AskedLine, AskedWrite } from '../request-log.ts';
import type { VendorRequest } from '../vendor.ts';
import { isPosted, type Posted } from './posted-body.ts';

/** What a post asks for, read leniently: of a document that changes lines no line's quantity, but all of its lines. */
export function askedWrite(request: VendorRequest): AskedWrite | null {
  if (request.method !== 'POST') return null;
  const first = firstIn(request.body);
  if (first === null) return null;
  switch (request.path.toLowerCase()) {
    case '/api/recurringinvoice/updatelines':
      return { agreementId: idIn(first, 'ihid'), lineId: idIn(first, 'id'), ...valueOf(first, 'qty_order') };
    case '/api/recurringinvoice/lines':
      return askedLine(idIn(first, 'ihid'), first);
    case '/api/recurringinvoice': {
      const agreementId = idIn(first, 'id');
      const added = linesIn(first).find(({ id }) => id === undefined);
      return added === undefined
        ? { agreementId, lineId: 0, field: 'lines', value: null, day: null }
        : askedLine(agreementId, added);
    }
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

const linesIn = ({ lines }: Posted): readonly Posted[] =>
  Array.isArray(lines) ? (lines as unknown[]).filter(isPosted) : [];

/** A line that is to be added. */
function askedLine(agreementId: number, line: Posted): AskedWrite {
  const texts = [line['comment_1'], line['item_longdescription']];
  const newLine: AskedLine = {
    productId: numberIn(line, '_itemid'),
    unitPrice: numberIn(line, 'unit_price'),
    texts: texts.flatMap((text) => (typeof text === 'string' ? [text.slice(0, longestText)] : [])),
  };
  const begins = line['startdate'];
  const day = typeof begins === 'string' ? begins.slice(0, longestText) : null;
  return { agreementId, lineId: 0, field: 'quantity', value: numberIn(line, 'qty_order'), day, newLine };
}

const longestText = 100;

const numberIn = (sent: Posted, name: string): number | null => {
  const value = sent[name];
  return typeof value === 'number' ? value : null;
};

const idIn = (sent: Posted, name: string): number => numberIn(sent, name) ?? 0;

const valueOf = (sent: Posted, field: string): Pick<AskedWrite, 'field' | 'value' | 'day'> => ({
  field,
  value: numberIn(sent, field),
  day: null,
});
