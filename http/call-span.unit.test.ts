import { withoutIds } from './call-span.ts';

it.each([
  ['/v4_6_release/apis/3.0/finance/agreements/12/additions/7', '/v4_6_release/apis/3.0/finance/agreements/{id}/additions/{id}'],
  ['/ATServicesRest/V1.0/Contracts/29683/Services/query', '/ATServicesRest/V1.0/Contracts/{id}/Services/query'],
  ['/api/RecurringInvoice/1042', '/api/RecurringInvoice/{id}'],
  ['/v2026_1/apis/3.0/system/info', '/v2026_1/apis/3.0/system/info'],
  ['/api/DU3RP9I2WOC59VZX672N/0f8fad5b-d9cb-469f-a165-70867728950e', '/api/{id}/{id}'],
  ['/api/Harbor%20Lane', '/api/{id}'],
])('shows %s as %s', (path, template) => {
  expect(withoutIds(path)).toBe(template);
}); // prettier-ignore
