import type { RequestLog } from '../request-log.ts';
import type { DuoAccount, PsaAddition, Scenario } from '../scenario.ts';
import { duoAccountOf, enterCompany } from './fixtures.ts';
import { editLine, type LineChanges } from './changes.ts';
import { dirtyFixtures } from './dirty-fixtures.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import { HaloPeople } from './halopsa-acts.ts';
import { usersOf } from './people.ts';
import { PsaStateBuilder } from './psa-side.ts';

/**
 * An MSP in which each customer has a trouble of its own, and most have none: what a first and a second sync must tell
 * apart without letting one spoil another (docs/sandbox.md).
 */
export function dirty(seed: number, now: Date): Scenario {
  const psa = new PsaStateBuilder(seed, now);
  for (const company of dirtyFixtures.flatMap((member) => member.psa)) enterCompany(psa, company);
  const children = dirtyFixtures.flatMap(({ duo }) => (duo === null ? [] : [duoAccountOf(seed, now, duo)]));
  const parent = duoAccount(seed, {
    name: 'Harbor Lane IT Services',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => usersOf('Harbor Lane IT Services', seed, { active: 12 }, now),
  });
  const scenario: Scenario = {
    name: 'dirty',
    seed,
    duo: duoScenario(parent, children),
    ...psa.finish(),
    secondAct: playDirtyActTwo,
    act: 1,
  };
  spoilUsernames(childNamed(scenario, 'Wick Candles'));
  return scenario;
}

/** Half of its people have a username that no database text can hold; each takes a seat all the same. */
function spoilUsernames(account: DuoAccount): void {
  account.users.forEach((user, nth) => {
    if (nth % 2 === 0) user.username = `${user.username}\u0000${nth % 4 === 0 ? '\uDC00' : '\u001B[31m'}`;
  });
}

function childNamed(scenario: Scenario, name: string): DuoAccount {
  const child = scenario.duo.children.find((one) => one.name === name);
  if (child === undefined) throw new Error(`no child ${name}`);
  return child;
}

function lineOf(scenario: Scenario, company: string): PsaAddition {
  const { agreements, additions } = scenario.connectwise;
  const ids = agreements.filter((one) => one.company.name === company).map(({ id }) => id);
  const line = additions.find((one) => ids.includes(one.agreementId));
  if (line === undefined) throw new Error(`no line of ${company}`);
  return line;
}

/** The week in which counts become unreadable, people leave, and somebody works in the PSA. */
function playDirtyActTwo(scenario: Scenario, now: Date, requestLog: RequestLog): void {
  const record = (object: string, id: string, field: string, before: unknown, after: unknown): void => {
    requestLog.change({ at: now.toISOString(), by: 'person', object, id, field, before, after });
  };
  const trash = (name: string, count: number): void => {
    const active = childNamed(scenario, name).users.filter(({ status }) => status !== 'pending deletion');
    for (const user of active.slice(0, count)) {
      record('duo.user', user.userId, 'status', user.status, 'pending deletion');
      user.status = 'pending deletion';
    }
  };
  const change = <F extends 'rejection' | 'apiHostname' | 'otherDeployment'>(
    name: string,
    field: F,
    after: DuoAccount[F],
  ): void => {
    const child = childNamed(scenario, name);
    record('duo.account', child.accountId, field, child[field], after);
    child[field] = after;
  };
  const edit = (company: string, changes: LineChanges): void => {
    editLine(scenario, lineOf(scenario, company).id, changes, requestLog, now);
  };

  trash('Abbey Dental', 2);
  change('Abbey Dental', 'rejection', 50001);
  change('Beacon Realty', 'apiHostname', '');
  change('Dunmore Mills', 'otherDeployment', true);

  const deleted = lineOf(scenario, 'Keel Marine');
  record('connectwise.addition', String(deleted.id), '*', { ...deleted }, null);
  scenario.connectwise.additions = scenario.connectwise.additions.filter((one) => one !== deleted);
  const other = scenario.connectwise.products.find(({ identifier }) => identifier === 'M365-BB');
  if (other !== undefined) {
    const { id, identifier, description } = other;
    edit('Lumen Optics', { product: { id, identifier, name: description } });
  }

  trash('Nimbus Air', 21);
  edit('Opal Jewels', { quantity: 5 });
  edit('Pewter Works', { quantity: 100 });
  trash('Quill Print', 1);

  const halo = new HaloPeople(scenario.halopsa, requestLog, now);
  halo.deleteLine('Keel Marine', 'DUO-ESS');
  halo.changeItem('Lumen Optics', 'DUO-ESS', 'M365-BB');
  halo.setQuantity('Opal Jewels', 'DUO-ESS', 5);
  halo.setQuantity('Pewter Works', 'DUO-ESS', 100);
}
