import type { PsaMember, Scenario } from '../scenario.ts';
import type { Vendor, VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { patchAddition } from './addition-patch.ts';
import { postAddition } from './addition-post.ts';
import { json, methodNotAllowed, notFound, notRouted, rejection, securityRejection } from './answers.ts';
import { invoices } from './invoices.ts';
import { count, listPage, oneItem } from './listing.ts';
import { additions, agreementTypes, agreements, catalog, companies } from './resources.ts';
import type { Resource } from './resources.ts';
import { signIn } from './sign-in.ts';

const companyInfoPath = /^\/login\/companyinfo\/([^/]+)$/u;

/** Which codebase a company uses; needs no sign-in (connectwise.md 2). An unknown company is JSON `null`. */
function companyInfo(request: VendorRequest, scenario: Scenario, encodedId: string): VendorAnswer {
  if (request.method !== 'GET') return methodNotAllowed(request.method);
  const known = decoded(encodedId) === scenario.connectwise.companyId;
  return {
    status: 200,
    body: known
      ? {
          CompanyName: scenario.duo.parent.name,
          Codebase: scenario.connectwise.codebase,
          VersionCode: 'v2025_8',
          VersionNumber: 'v2025.8.1',
          CompanyID: scenario.connectwise.companyId,
          IsCloud: true,
        }
      : null,
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** `GET /system/info`, the connection test (connectwise.md 3). */
function systemInfo(scenario: Scenario): VendorAnswer {
  return json({
    version: 'v2025.8.1',
    isCloud: true,
    serverTimeZone: scenario.connectwise.saysTimeZone ?? scenario.connectwise.serverTimeZone,
    cloudRegion: 'NA',
    licenseBits: [],
    maxWorkFlowRecordsAllowed: 1000,
  });
}

/** A list, its count, or one of its items; `rest` is what follows the list's own path. */
function readFrom<T>(
  request: VendorRequest,
  { connectwise: { switches } }: Scenario,
  resource: Resource<T>,
  rest: readonly string[],
): VendorAnswer {
  if (request.method !== 'GET') return methodNotAllowed(request.method);
  const [part] = rest;
  if (part === undefined) return listPage(request, resource, switches);
  if (part === 'count') return count(request, resource);
  return oneItem(request, resource, idOf(part)) ?? notFound(`${resource.name} ${part}`);
}

function idOf(part: string | undefined): number {
  return part !== undefined && /^\d{1,9}$/u.test(part) ? Number(part) : -1;
}

function additionsOf(
  request: VendorRequest,
  context: VendorContext,
  member: PsaMember,
  agreementId: number,
  rest: readonly string[],
): VendorAnswer {
  const agreement = context.scenario.connectwise.agreements.find((candidate) => candidate.id === agreementId);
  if (agreement === undefined) return notFound(`agreement ${agreementId}`);
  const lines = additions(context.scenario, agreement);
  const [part] = rest;
  if (request.method === 'POST' && part === undefined) {
    const mayAdd = member.rights.agreementsAdd ?? member.rights.agreementsEdit;
    return mayAdd ? postAddition(request, context, agreement) : securityRejection();
  }
  if (request.method !== 'PATCH' || part === undefined || part === 'count')
    return readFrom(request, context.scenario, lines, rest);
  if (!member.rights.agreementsEdit) return securityRejection();
  const line = lines.items.find((candidate) => candidate.id === idOf(part));
  return line === undefined ? notFound(`addition ${part}`) : patchAddition(request, context, agreement, line);
}

function isRestricted({ connectwise }: Scenario, agreementId: number): boolean {
  return connectwise.agreements.some(({ id, restricted }) => id === agreementId && restricted);
}

function finance(
  request: VendorRequest,
  context: VendorContext,
  member: PsaMember,
  rest: readonly string[],
): VendorAnswer {
  if (!member.rights.agreementsInquire) return securityRejection();
  const [first, second, ...deeper] = rest;
  if (first === 'types' && second === undefined)
    return readFrom(request, context.scenario, agreementTypes(context.scenario), []);
  if (isRestricted(context.scenario, idOf(first))) return securityRejection();
  if (second === undefined) return readFrom(request, context.scenario, agreements(context.scenario), rest);
  if (second === 'additions' && deeper.length <= 1) {
    return additionsOf(request, context, member, idOf(first), deeper);
  }
  return notFound(request.path);
}

function route(
  request: VendorRequest,
  context: VendorContext,
  member: PsaMember,
  parts: readonly string[],
): VendorAnswer {
  const [area, list, ...rest] = parts;
  const shallow = rest.length <= 1;
  switch (`${area ?? ''}/${list ?? ''}`) {
    case 'system/info':
      if (rest.length > 0) return notFound(request.path);
      return request.method === 'GET' ? systemInfo(context.scenario) : methodNotAllowed(request.method);
    case 'company/companies':
      if (!shallow) return notFound(request.path);
      return member.rights.companies
        ? readFrom(request, context.scenario, companies(context.scenario), rest)
        : securityRejection();
    case 'procurement/catalog':
      if (!shallow) return notFound(request.path);
      return member.rights.catalog
        ? readFrom(request, context.scenario, catalog(context.scenario), rest)
        : securityRejection();
    case 'finance/invoices':
      if (!shallow) return notFound(request.path);
      return member.rights.invoices === false
        ? securityRejection()
        : readFrom(request, context.scenario, invoices(context.scenario), rest);
    case 'finance/agreements':
      return finance(request, context, member, rest);
    default:
      return notFound(request.path);
  }
}

/** Simulated ConnectWise PSA: the calls of connectwise.md that a reconciliation needs, and no others. */
export const connectWise: Vendor = (request, context) => {
  const { scenario } = context;
  const companyId = companyInfoPath.exec(request.path)?.[1];
  if (companyId !== undefined) return companyInfo(request, scenario, companyId);

  const base = `/${scenario.connectwise.codebase}apis/3.0/`;
  if (!request.path.startsWith(base)) {
    return request.path.includes('/apis/3.0/') ? notRouted() : rejection(404, 'NotFound', 'No such address.');
  }
  const rest = request.path.slice(base.length);
  if (rest.includes('apis/3.0/')) return notRouted();

  const signedIn = signIn(request, scenario.connectwise);
  if (signedIn.kind === 'rejected') return signedIn.answer;
  return route(request, context, signedIn.member, rest.split('/'));
};
