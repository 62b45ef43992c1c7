import { z } from 'zod';
import type { OtherCompany } from './fault-kinds.ts';
import type { VendorRequest } from './vendor.ts';

const queryBody = z.looseObject({ filter: z.array(z.unknown()) });

/** The request as if it had asked for the records of another company; one that asks of no company stays as it is. */
export function ofOtherCompany(request: VendorRequest, { companyId }: OtherCompany): VendorRequest {
  return request.method === 'POST' ? posted(request, companyId) : inAddress(request, companyId);
}

/** ConnectWise asks by a condition, HaloPSA by a parameter. */
function inAddress(request: VendorRequest, companyId: number): VendorRequest {
  const query = new URLSearchParams(request.query);
  const conditions = query.get('conditions');
  if (conditions !== null && /company\/id=\d+/u.test(conditions))
    query.set('conditions', `company/id=${companyId}`);
  else if (query.has('client_id')) query.set('client_id', String(companyId));
  else return request;
  return { ...request, query: query.toString().replaceAll('+', '%20') };
}

/** Autotask asks by the filter of a posted query. */
function posted(request: VendorRequest, companyId: number): VendorRequest {
  const text = request.body.toString('utf8');
  if (!/\/query$/iu.test(request.path) || !/"field":"companyID"/iu.test(text)) return request;
  const query = queryBody.parse(JSON.parse(text));
  const filter = [{ op: 'eq', field: 'companyID', value: companyId }];
  return { ...request, body: Buffer.from(JSON.stringify({ ...query, filter })) };
}
