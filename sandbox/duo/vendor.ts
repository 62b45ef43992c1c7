import type { DuoAccount, DuoKey, DuoScenario } from '../scenario.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import type { PagingFault } from '../fault-kinds.ts';
import { CROSS_DEPLOYMENT, duoError, duoFailure, duoOk } from './answers.ts';
import { CallBudget } from './call-budget.ts';
import { callParameters, dateLine, matchSignature, readCredentials, readDate } from './signature.ts';
import { listUsers } from './user-pages.ts';

/** Simulated Duo; a paging fault has to be applied inside, since the query is signed. */
type DuoVendor = (request: VendorRequest, context: VendorContext, paging: PagingFault | null) => VendorAnswer;

/** Seconds by which a request's date may differ from the server's clock, either way (duo.md 1.1). */
const DATE_WINDOW_S = 300;

const ACCOUNT_LIST = '/accounts/v1/account/list';
const USERS = '/admin/v1/users';
const SUMMARY = '/admin/v1/info/summary';
const EDITION = '/admin/v1/billing/edition';
const PING = '/auth/v2/ping';

const METHODS: Readonly<Record<string, string>> = {
  [ACCOUNT_LIST]: 'POST',
  [USERS]: 'GET',
  [SUMMARY]: 'GET',
  [EDITION]: 'GET',
  [PING]: 'GET',
};

/**
 * Duo's Accounts API and Admin API as far as docs/vendors/duo.md knows them: reads only, writes do not exist. Checks
 * run in the order of SANDBOX: path, credentials, key known at this host, date, signature, method, grants, parameters,
 * budget. The budget's memory lives as long as the returned function.
 */
export function createDuo(): DuoVendor {
  const budget = new CallBudget();
  return (request, context, paging) => {
    const { duo } = context.scenario;
    const method = METHODS[request.path];
    if (method === undefined) return duoError(40401);
    const serverMs = context.now().getTime() + duo.switches.clockOffset * 1000;
    if (request.path === PING) {
      return request.method === method ? duoOk({ time: Math.floor(serverMs / 1000) }) : duoError(40501);
    }
    const key = authenticate(request, duo, serverMs);
    if ('status' in key) return key;
    if (request.method !== method) return duoError(40501);
    const parameters = callParameters(request);
    const rejection = checkGrants(request, duo, key, parameters);
    if (rejection !== null) return rejection;
    const account = chooseAccount(request, duo, key, parameters);
    if ('status' in account) return account;
    if (account.rejection !== null && request.path !== ACCOUNT_LIST) return duoError(account.rejection);
    const answer = answerFor(request.path, duo, account, parameters, paging);
    if (answer.status !== 200) return answer;
    return budget.take(key, duo.switches.callsPerMinute, context.now().getTime()) ? answer : duoError(42901);
  };
}

/** The account whose API answers at this host, the parent's included. */
export function accountAtHost(duo: DuoScenario, host: string): DuoAccount | null {
  const at = (account: DuoAccount): boolean =>
    account.apiHostname !== '' && account.apiHostname.toLowerCase().replace(/\.$/, '') === host;
  return at(duo.parent) ? duo.parent : (duo.children.find(at) ?? null);
}

function authenticate(request: VendorRequest, duo: DuoScenario, serverMs: number): DuoKey | VendorAnswer {
  const credentials = readCredentials(request.headers['authorization']);
  if (credentials === null) return duoError(40101);
  const key = duo.keys.find((one) => one.integrationKey === credentials.integrationKey);
  if (key === undefined || !key.enabled || !knownAt(key, duo, request.host)) return duoError(40102);
  const date = readDate(dateLine(request));
  if (date === null) return duoError(40104);
  if (Math.abs(serverMs - date) > DATE_WINDOW_S * 1000) return duoError(40105);
  return matchSignature(request, key.secretKey, credentials.signature) === null ? duoError(40103) : key;
}

/** A key works at its own host; the parent's Accounts API key also at the hosts of its children (duo.md 2.1). */
function knownAt(key: DuoKey, duo: DuoScenario, host: string): boolean {
  const account = accountAtHost(duo, host);
  if (account === null) return false;
  if (key.apiHostname.toLowerCase() === host) return true;
  return key.kind === 'accounts-api' && account !== duo.parent;
}

const WRONG_TYPE = 'Wrong integration type for this API.';

function checkGrants(
  request: VendorRequest,
  duo: DuoScenario,
  key: DuoKey,
  parameters: ReadonlyMap<string, string>,
): VendorAnswer | null {
  const forbidden = duoError(40301);
  if (request.path === ACCOUNT_LIST) {
    if (key.kind !== 'accounts-api') return duoError(40301, WRONG_TYPE);
    const atParent = accountAtHost(duo, request.host) === duo.parent;
    return duo.switches.accountsApiEnabled && atParent ? null : forbidden;
  }
  if (key.kind === 'accounts-api' && !parameters.has('account_id')) return duoError(40301, WRONG_TYPE);
  if (request.path === USERS) return key.grants.readResource ? null : forbidden;
  if (request.path === SUMMARY) return key.grants.readInformation ? null : forbidden;
  // Editions are a parent's business: no Admin API key reads them, and Duo Support switches them on (duo.md 2.2).
  return key.kind === 'accounts-api' && duo.switches.billingCalls ? null : forbidden;
}

/** `account_id` and host must name the same child; without `account_id` the account is the host's. */
function chooseAccount(
  request: VendorRequest,
  duo: DuoScenario,
  key: DuoKey,
  parameters: ReadonlyMap<string, string>,
): DuoAccount | VendorAnswer {
  const atHost = accountAtHost(duo, request.host);
  if (atHost === null) return duoError(40102);
  const accountId = parameters.get('account_id');
  if (request.path === ACCOUNT_LIST || accountId === undefined) return atHost;
  if (key.kind !== 'accounts-api') return duoError(40002, 'account_id');
  const named = duo.children.find((child) => child.accountId === accountId);
  if (named?.otherDeployment === true) return duoFailure(40002, CROSS_DEPLOYMENT);
  return named !== undefined && named === atHost ? named : duoError(40002, 'account_id');
}

function answerFor(
  path: string,
  duo: DuoScenario,
  account: DuoAccount,
  parameters: ReadonlyMap<string, string>,
  paging: PagingFault | null,
): VendorAnswer {
  switch (path) {
    case ACCOUNT_LIST:
      return duoOk(
        duo.children.map(({ accountId, apiHostname, name }) => ({
          account_id: accountId,
          api_hostname: apiHostname,
          // An empty one has vanished from the list.
          ...(name === '' ? {} : { name }),
        })),
      );
    case USERS:
      return listUsers(account, parameters, duo.switches, paging);
    case SUMMARY:
      return duoOk(summary(duo, account));
    default:
      return duoOk({ edition: account.edition });
  }
}

/** duo.md 3.2. `user_count` leaves out users in Trash here; whether the real one does is not published. */
function summary(duo: DuoScenario, account: DuoAccount): Record<string, number> {
  const pending = account.users.filter((user) => user.status === 'pending deletion').length;
  return {
    admin_count: 2,
    integration_count: account === duo.parent ? duo.keys.length : 1,
    telephony_credits_remaining: 500,
    user_count: account.users.length - pending,
    user_pending_deletion_count: pending,
  };
}
