import type { SimulatedVendor, VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { askedAdjustment, createAdjustment } from './adjustments.ts';
import { faultBody, methodNotAllowed, noSuchAddress, ok, rejection, unauthorized } from './answers.ts';
import { CallLimits } from './call-limits.ts';
import { withEntity } from './entities.ts';
import { adjustmentInformation, entityFields, entityInformation } from './metadata.ts';
import { answerWithPagingFault } from './paging-faults.ts';
import { askedService, createService } from './new-services.ts';
import { askedOfRows, item, query, type Asked } from './querying.ts';
import type { AutotaskUser, AutotaskScenario } from './scenario.ts';

const root = '/atservicesrest/v1.0/';

/** Simulated Autotask PSA: the calls of autotask.md that a reconciliation needs, and no others. */
export function createAutotask(): SimulatedVendor {
  const limits = new CallLimits();
  const answer = (request: VendorRequest, context: VendorContext): VendorAnswer =>
    answerOne(request, context, limits);
  return {
    answer: (request, context, paging) =>
      paging === null ? answer(request, context) : answerWithPagingFault(answer, request, context, paging),
    rejectionBody: faultBody,
    askedWrite: (request) => askedAdjustment(request) ?? askedService(request),
    askedOfRows,
    admit: (request, { scenario, now }) => limits.admit(request, scenario.autotask, now()),
  };
}

function answerOne(request: VendorRequest, context: VendorContext, limits: CallLimits): VendorAnswer {
  const { autotask } = context.scenario;
  const path = request.path.toLowerCase();
  if (path === '/atservicesrest/versioninformation') return ok({ apiVersions: ['1.0'] });
  if (!path.startsWith(root)) return noSuchAddress(request.path);
  const parts = request.path.slice(root.length).split('/');
  const [entity = ''] = parts;
  if (entity.toLowerCase() === 'zoneinformation') return zoneInformation(request, autotask);
  const user = signedIn(request, autotask);
  if (user === null) return unauthorized();
  if (entity.toLowerCase() === 'thresholdinformation')
    return request.method === 'GET'
      ? ok({
          externalRequestThreshold: autotask.switches.callsPerHour,
          requestThresholdTimeframe: 60,
          currentTimeframeRequestCount: limits.used(autotask, context.now()),
        })
      : methodNotAllowed(request.method);
  return route(request, context, user, parts);
}

/** Which zone a user's database is in; needs no sign-in (autotask.md 1). */
function zoneInformation(request: VendorRequest, scenario: AutotaskScenario): VendorAnswer {
  if (request.method !== 'GET') return methodNotAllowed(request.method);
  const asked = new URLSearchParams(request.query).get('user') ?? '';
  if (!scenario.users.some(({ userName }) => userName.toLowerCase() === asked.toLowerCase()))
    return rejection('Zone information could not be determined');
  return ok({
    zoneName: 'Sandbox Zone',
    url: `https://${scenario.zoneHost}/ATServicesRest/`,
    webUrl: 'https://ww99.autotask.test/',
    ci: scenario.databaseNumber,
  });
}

/** Three headers, and only at the host of the database's own zone: another answers 401 (autotask.md 1, 2). */
function signedIn({ host, headers }: VendorRequest, scenario: AutotaskScenario): AutotaskUser | null {
  if (host !== scenario.zoneHost || headers['apiintegrationcode'] !== scenario.integrationCode) return null;
  const user = scenario.users.find(({ userName }) => userName === headers['username']);
  return user?.secret === headers['secret'] && user?.isActive === true ? user : null;
}

function route(
  request: VendorRequest,
  context: VendorContext,
  user: AutotaskUser,
  parts: readonly string[],
): VendorAnswer {
  const [name = '', first = '', second, ...deeper] = parts;
  const nowhere = noSuchAddress(request.path);
  if (deeper.length > 0) return nowhere;
  if (name.toLowerCase() === 'contractserviceadjustments') {
    if (first === '') return createAdjustment(request, context, user, null);
    return first.toLowerCase() === 'entityinformation' && second === undefined
      ? adjustmentInformation(user)
      : nowhere;
  }
  if (name.toLowerCase() === 'contracts' && second?.toLowerCase() === 'serviceadjustments')
    return /^\d{1,9}$/u.test(first) ? createAdjustment(request, context, user, Number(first)) : nowhere;
  if (name.toLowerCase() === 'contracts' && second?.toLowerCase() === 'services')
    return /^\d{1,9}$/u.test(first) ? createService(request, context, user, Number(first)) : nowhere;
  const asked: Asked = {
    request,
    scenario: context.scenario.autotask,
    user,
    base: request.path.split('/').slice(0, 4).join('/'),
  };
  const found = withEntity(name, (entity) => {
    if (first.toLowerCase() === 'query') return query(entity, asked, second?.toLowerCase());
    if (request.method !== 'GET') return methodNotAllowed(request.method);
    if (first.toLowerCase() === 'entityinformation')
      return second === undefined ? entityInformation(entity, user) : entityFields(entity);
    return /^\d{1,15}$/u.test(first) && second === undefined ? item(entity, asked, Number(first)) : null;
  });
  return found ?? nowhere;
}
