import type { RequestLog } from '../request-log.ts';
import type { DuoAccount, DuoUser, PsaAddition, Scenario } from '../scenario.ts';
import { setUnits } from './autotask-changes.ts';
import { editLine } from './changes.ts';
import { duoAccount } from './duo-side.ts';
import { HaloPeople } from './halopsa-acts.ts';
import { newcomer, usersOf, usualMix } from './people.ts';
import { Chance } from './random.ts';

function childNamed(scenario: Scenario, name: string): DuoAccount | undefined {
  return scenario.duo.children.find((candidate) => candidate.name === name);
}

function essentialsLineOf(scenario: Scenario, companyName: string): PsaAddition | undefined {
  const { agreements, additions } = scenario.connectwise;
  const ids = agreements.filter(({ company }) => company.name === companyName).map(({ id }) => id);
  return additions.find((one) => ids.includes(one.agreementId) && one.product.identifier === 'DUO-ESS');
}

/**
 * "Play next week" of `typical`, as docs/sandbox.md tells it. Making invoices is a call of its own. What people changed
 * or removed before the act is left as they left it.
 */
export function playTypicalActTwo(scenario: Scenario, now: Date, requestLog: RequestLog): void {
  const { seed } = scenario;
  const record = (object: string, id: string, field: string, before: unknown, after: unknown): void => {
    requestLog.change({ at: now.toISOString(), by: 'person', object, id, field, before, after });
  };
  const setStatus = (user: DuoUser | undefined, status: string): void => {
    if (user === undefined) return;
    record('duo.user', user.userId, 'status', user.status, status);
    user.status = status;
  };

  const fernhill = childNamed(scenario, 'Fernhill Veterinary');
  for (const name of fernhill === undefined ? [] : ['Amara Ostrander', 'Jonas Whitlock']) {
    const user = newcomer('Fernhill Veterinary', seed, name, now);
    record('duo.user', user.userId, '*', null, { ...user, account: fernhill?.accountId });
    fernhill?.users.push(user);
  }

  const redwood = childNamed(scenario, 'Redwood Analytics')?.users ?? [];
  const [leaving, returning] = ['active', 'pending deletion'].map((status) =>
    redwood.find((user) => user.status === status),
  );
  setStatus(leaving, 'pending deletion');
  setStatus(returning, 'active');

  const name = 'Juniper Street Books';
  const mix = usualMix(new Chance('mix', seed, name), 9);
  const juniper = duoAccount(seed, { name, edition: 'ESS', users: () => usersOf(name, seed, mix, now) });
  const { accountId, apiHostname, edition } = juniper;
  record('duo.account', accountId, '*', null, { accountId, name, apiHostname, edition });
  scenario.duo.children.push(juniper);

  const vista = essentialsLineOf(scenario, 'Vista Nonprofit');
  if (vista !== undefined) {
    editLine(scenario, vista.id, { quantity: 35 }, requestLog, now);
    setUnits(scenario.autotask, 'Vista Nonprofit', 35, requestLog, now);
  }
  new HaloPeople(scenario.halopsa, requestLog, now).setQuantity('Vista Nonprofit', 'DUO-ESS', 35);

  const pinecrest = childNamed(scenario, 'Pinecrest');
  if (pinecrest?.hangs === true) {
    record('duo.account', pinecrest.accountId, 'hangs', true, false);
    pinecrest.hangs = false;
  }
}
