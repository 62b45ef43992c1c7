import type { PagingFault } from '../fault-kinds.ts';
import { SlidingWindow } from '../sliding-window.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { forbidden, json, noInstance, notFound, text, tooMany, unauthorized } from './answers.ts';
import { argumentsOf } from './listing.ts';
import { atOtherPage } from './paging-faults.ts';
import { giveWay } from './documents.ts';
import { resources, type Resource } from './resources.ts';
import { callerOf, giveToken, type Caller } from './tokens.ts';
import type { HaloPsaScenario } from './scenario.ts';

type HaloPsa = (request: VendorRequest, context: VendorContext, paging: PagingFault | null) => VendorAnswer;

/** Simulated HaloPSA: the calls of halopsa.md that a reconciliation needs, and no others. It counts calls as long as it lives. */
export function createHaloPsa(): HaloPsa {
  // The one limit there is (halopsa.md 3.3).
  const fiveMinutes = new SlidingWindow(300_000);
  return (request, context, paging) => {
    const { halopsa } = context.scenario;
    const path = request.path.toLowerCase();
    const givesTokens = path === '/auth/token' && request.host === hostIn(halopsa.authUrl);
    if (request.host !== halopsa.host && !givesTokens) return noInstance();
    const { callsPerFiveMinutes: most } = halopsa.switches;
    if (!fiveMinutes.take(most, context.now().getTime())) return tooMany(most ?? 0);
    if (path === '/auth/token') return giveToken(request, context);
    if (path === '/api/authinfo') return authInfo(request, halopsa);
    if (!path.startsWith('/api/')) return notFound();
    const caller = callerOf(request, context);
    if (caller === null) return unauthorized();
    return answer(request, context, caller, paging);
  };
}

const hostIn = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null);

/** Where tokens are given, to anybody (halopsa.md 2). */
const authInfo = (request: VendorRequest, { authUrl, tenantId }: HaloPsaScenario): VendorAnswer =>
  request.method === 'GET'
    ? json({ auth_url: authUrl, tenant_id: tenantId })
    : text(405, 'Method Not Allowed');

function answer(
  request: VendorRequest,
  context: VendorContext,
  caller: Caller,
  paging: PagingFault | null,
): VendorAnswer {
  const { halopsa } = context.scenario;
  const [name = '', part = '', ...more] = request.path.toLowerCase().slice('/api/'.length).split('/');
  if (name === 'control' && part === '')
    return json({ app_version: '2.184.1', server_time_zone: halopsa.serverTimeZone });
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (resource === undefined || more.length > 0) return notFound();
  if (request.method === 'POST') return post(resource, part, request, context, caller);
  if (request.method !== 'GET') return text(405, 'Method Not Allowed');
  if (!caller.scopes.includes(`read:${resource.scope}`)) return forbidden();
  if (part !== '') {
    const given = detail(resource, part, halopsa, caller, paging);
    if (name === 'recurringinvoice' && given.status === 200) giveWay(context, Number(part));
    return given;
  }
  const ask = (given: ReadonlyMap<string, string>): VendorAnswer => resource.list(given, halopsa);
  return paging === null ? ask(argumentsOf(request)) : atOtherPage(ask, argumentsOf(request), paging);
}

/** An agent who lacks the right is answered like one who is not signed in, while the list works (halopsa.md 3). */
function detail(
  { right, detail: give }: Resource,
  part: string,
  scenario: HaloPsaScenario,
  { application }: Caller,
  paging: PagingFault | null,
): VendorAnswer {
  if (give === undefined || !/^-?\d{1,9}$/u.test(part)) return notFound();
  const id = Number(part);
  const isClosed = scenario.invoices.some((invoice) => invoice.id === id && invoice.restricted);
  if (!application.rights[right] || isClosed) return unauthorized();
  const row = give(id, scenario);
  if (row === undefined) return notFound();
  // Under the fault of a lost page a document has lost its lines.
  return json(paging?.kind === 'lost-page' && 'lines' in row ? { ...row, lines: [] } : row);
}

function post(
  { scope, editRight, posts }: Resource,
  part: string,
  request: VendorRequest,
  context: VendorContext,
  { application, scopes }: Caller,
): VendorAnswer {
  const take = posts !== undefined && Object.hasOwn(posts, part) ? posts[part] : undefined;
  if (take === undefined || editRight === undefined) return text(405, 'Method Not Allowed');
  if (!scopes.includes(`edit:${scope}`)) return forbidden();
  return application.rights[editRight] ? take(request, context) : unauthorized();
}
