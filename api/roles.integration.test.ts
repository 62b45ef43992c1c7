import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import type { Role } from '../contracts/api/common.ts';
import { leastRoleOf, type Route } from './route.ts';
import { routesOf } from './routes.ts';

/** architecture.md 7, written out a second time on purpose: a route that changes its least role changes here too. */
const leastRoles: Readonly<Record<string, Role | 'public'>> = {
  'post /session': 'public',
  'get /session': 'viewer',
  'delete /session': 'viewer',
  'post /session/step-up': 'viewer',
  'get /sessions': 'viewer',
  'delete /sessions': 'viewer',
  'delete /sessions/{sessionId}': 'viewer',
  'delete /members/{memberId}/sessions': 'admin',
  'put /me/password': 'viewer',
  'get /vendors': 'viewer',
  'get /integrations': 'viewer',
  'get /integrations/{id}': 'viewer',
  'post /integrations': 'admin',
  'get /integrations/{id}/credentials': 'viewer',
  'get /integrations/{id}/credentials/accounts-api': 'viewer',
  'get /integrations/{id}/credentials/admin-api': 'viewer',
  'get /integrations/{id}/credentials/psa': 'viewer',
  'put /integrations/{id}/credentials/accounts-api': 'admin',
  'put /integrations/{id}/credentials/admin-api': 'admin',
  'put /integrations/{id}/credentials/psa': 'admin',
  'post /integrations/{id}/credentials/sandbox': 'admin',
  'post /integrations/{id}/authenticate': 'admin',
  'get /integrations/{id}/instance': 'viewer',
  'post /integrations/{id}/instance': 'admin',
  'post /integrations/{id}/load': 'admin',
  'post /integrations/{id}/finish': 'admin',
  'post /integrations/{id}/pause': 'admin',
  'post /integrations/{id}/resume': 'admin',
  'post /integrations/{id}/disconnect': 'admin',
  'get /integrations/{id}/schedule': 'viewer',
  'put /integrations/{id}/schedule': 'admin',
  'get /integrations/{id}/commands/{commandId}': 'viewer',
  'get /integrations/{id}/status': 'viewer',
  'get /integrations/{id}/vendor-accounts': 'viewer',
  'get /integrations/{id}/vendor-accounts/{accountId}/history': 'viewer',
  'get /integrations/{id}/vendor-accounts/{accountId}/history.csv': 'viewer',
  'get /integrations/{id}/psa-companies': 'viewer',
  'get /integrations/{id}/psa-agreements': 'viewer',
  'get /integrations/{id}/psa-products': 'viewer',
  'get /integrations/{id}/vendor-services': 'viewer',
  'get /integrations/{id}/suggestions': 'viewer',
  'post /integrations/{id}/mapping-decisions': 'approver',
  'get /integrations/{id}/set-up-review': 'viewer',
  'post /integrations/{id}/syncs': 'reviewer',
  'get /integrations/{id}/syncs': 'viewer',
  'get /syncs/{runId}': 'viewer',
  'post /syncs/{runId}/cancel': 'reviewer',
  'post /usage-lines/{lineId}/read-again': 'reviewer',
  'get /usage-lines': 'viewer',
  'get /usage-lines.csv': 'viewer',
  'get /usage-lines/{lineId}': 'viewer',
  'get /usage-line-margins': 'admin',
  'get /margin-summary': 'admin',
  'get /control-totals': 'viewer',
  'get /month': 'viewer',
  'get /usage-line-counts': 'viewer',
  'post /usage-lines/decisions': 'reviewer',
  'post /usage-lines/{lineId}/override': 'approver',
  'put /usage-lines/{lineId}/note': 'reviewer',
  'post /usage-lines/assignments': 'reviewer',
  'get /assignees': 'viewer',
  'get /saved-views': 'viewer',
  'post /saved-views': 'viewer',
  'patch /saved-views/{viewId}': 'viewer',
  'delete /saved-views/{viewId}': 'viewer',
  'get /search': 'viewer',
  'post /integrations/{id}/turn-on-write-back': 'admin',
  'post /integrations/{id}/turn-off-write-back': 'admin',
  'get /integrations/{id}/agreement-types': 'viewer',
  'put /integrations/{id}/agreement-types/{typeId}/billing-target': 'admin',
  'get /write-backs': 'viewer',
  'get /write-backs.csv': 'viewer',
  'get /write-backs/{approvalId}': 'viewer',
  'post /write-backs/{approvalId}/lines/{approvalLineId}/cancel': 'approver',
  'post /write-backs/{approvalId}/lines/{approvalLineId}/revert': 'approver',
  'post /write-backs/{approvalId}/lines/{approvalLineId}/resolve': 'approver',
  'post /integrations/{id}/write-backs/continue': 'admin',
  'get /review-months': 'viewer',
  'post /review-months': 'approver',
  'get /integrations/{id}/months': 'viewer',
  'get /integrations/{id}/customers/{companyId}/sheet': 'viewer',
  'get /integrations/{id}/customers/{companyId}/sheet.csv': 'viewer',
  'get /integrations/{id}/invoices-compared': 'viewer',
  'get /integrations/{id}/running-month/document': 'viewer',
  'get /review-months/{monthId}/document': 'viewer',
  'get /integrations/{id}/customers/{companyId}/sheet.xlsx': 'viewer',
  'get /integrations/{id}/not-billed-yet': 'viewer',
  'get /integrations/{id}/not-billed-yet.csv': 'viewer',
  'get /integrations/{id}/not-billed-yet.xlsx': 'viewer',
  'get /integrations/{id}/unused-seats': 'viewer',
  'get /integrations/{id}/unused-seats.csv': 'viewer',
  'get /integrations/{id}/unused-seats.xlsx': 'viewer',
  'get /integrations/{id}/running-month.xlsx': 'viewer',
  'get /integrations/{id}/running-month.csv': 'viewer',
  'get /integrations/{id}/running-month.pdf': 'viewer',
  'get /integrations/{id}/running-month': 'viewer',
  'get /integrations/{id}/month-to-close': 'viewer',
  'post /review-months/{monthId}/reopen': 'admin',
  'get /integrations/{id}/customer-sheets.zip': 'viewer',
  'get /integrations/{id}/customers/{companyId}/sheet.pdf': 'viewer',
  'get /integrations/{id}/list-figures': 'viewer',
  'get /integrations/{id}/month-figures': 'viewer',
  'get /review-months/{monthId}/control-list': 'viewer',
  'get /review-months/{monthId}/control-list.csv': 'viewer',
  'get /review-months/{monthId}/control-list.pdf': 'viewer',
  'get /review-months/{monthId}/control-list.xlsx': 'viewer',
  'get /review-months/{monthId}/files.zip': 'viewer',
  'get /review-months/{monthId}': 'viewer',
  'get /review-months/{monthId}.csv': 'viewer',
  'get /review-months/{monthId}/files': 'viewer',
  'get /review-months/{monthId}/files/{name}': 'viewer',
  'get /review-months/{monthId}.pdf': 'viewer',
  'get /review-months/{monthId}.xlsx': 'viewer',
  'get /members': 'admin',
  'post /members': 'admin',
  'patch /members/{memberId}': 'admin',
  'post /members/{memberId}/reset-password': 'admin',
  'get /members/{memberId}/lineage': 'admin',
  'get /api-keys/{keyId}/lineage': 'admin',
  'get /api-keys': 'admin',
  'post /api-keys': 'admin',
  'delete /api-keys/{keyId}': 'admin',
  'get /secrets': 'admin',
  'post /incident/end-sessions': 'admin',
  'post /incident/revoke-keys': 'admin',
  'post /incident/turn-off-write-back': 'admin',
  'get /webhooks': 'admin',
  'post /webhooks': 'admin',
  'patch /webhooks/{webhookId}': 'admin',
  'delete /webhooks/{webhookId}': 'admin',
  'post /webhooks/{webhookId}/rotate-secret': 'admin',
  'post /webhooks/{webhookId}/test': 'admin',
  'get /webhooks/{webhookId}/deliveries': 'admin',
  'get /settings': 'viewer',
  'put /settings': 'admin',
  'get /settings/logo': 'viewer',
  'put /settings/logo': 'admin',
  'delete /settings/logo': 'admin',
  'put /integrations/{id}/privacy': 'admin',
  'get /integrations/{id}/write-methods': 'viewer',
  'put /integrations/{id}/write-methods': 'admin',
  'get /notices': 'viewer',
  'post /notices/{noticeId}/acknowledge': 'reviewer',
  'get /audit': 'admin',
  'get /events': 'viewer',
  'get /openapi.json': 'viewer',
};

let api: ApiUnderTest;
let routes: readonly Route[];
beforeAll(async () => {
  api = await apiUnderTest();
  routes = routesOf(api.deps, () => Promise.resolve('cookie'));
});
afterAll(() => api.close());

const nameOf = (route: Route): string => `${route.method} ${route.path}`;

it('each route has the least role that architecture.md 7 gives it', () => {
  expect(Object.fromEntries(routes.map((route) => [nameOf(route), leastRoleOf(route)]))).toEqual(leastRoles);
});

it('only sign-in and the probes answer without a session', async () => {
  await request(api.app).get('/healthz').expect(200);
  await request(api.app).get('/').expect(200);
  expect((await request(api.app).get('/readyz')).body).toMatchObject({
    database: 'ok',
    temporal: 'unavailable',
  });
  for (const path of ['/api/v1/openapi.json', '/api/v1/nothing', '/nothing', '/metrics']) {
    await request(api.app).get(path).expect(401);
  }
  const metrics = await request(api.app)
    .get('/metrics')
    .set('Authorization', 'Bearer metrics-key-of-the-test');
  expect(metrics.text).toContain('seatwise_http_request_seconds');
});
