import { adjusted } from '../autotask/adjustments.ts';
import { periodsOf, unitsOn } from '../autotask/periods.ts';
import type { AutotaskContract, AutotaskScenario } from '../autotask/scenario.ts';
import type { RequestLog } from '../request-log.ts';
import { dayIn } from './days.ts';

/** The first day of the first period that begins after a day and was not posted; null: the contract has none. */
export function firstOpenDay(contract: AutotaskContract, today: string): string | null {
  for (const { first } of periodsOf(contract, today))
    if (first > today && (contract.postedThrough === null || first > contract.postedThrough)) return first;
  return null;
}

/** A person sets the units of a customer's only line of Duo from the first open period on. */
export function setUnits(
  scenario: AutotaskScenario,
  companyName: string,
  units: number,
  requestLog: RequestLog,
  now: Date,
): void {
  const company = scenario.companies.find((one) => one.companyName === companyName);
  const contracts = scenario.contracts.filter(({ companyID }) => companyID === company?.id);
  const duo = scenario.services.filter(({ name }) => name.startsWith('DUO-')).map(({ id }) => id);
  for (const contract of contracts) {
    const line = scenario.contractServices.find(
      ({ contractID, serviceID }) => contractID === contract.id && duo.includes(serviceID),
    );
    const day = firstOpenDay(contract, dayIn(scenario.timeZone, now));
    const before = line === undefined || day === null ? null : unitsOn(line, day);
    if (line === undefined || day === null || before === null || before === units) continue;
    requestLog.change({
      at: now.toISOString(),
      by: 'person',
      object: 'autotask.contractService',
      id: String(line.id),
      field: `units from ${day}`,
      before,
      after: units,
    });
    line.steps = adjusted(line.steps, day, units - before);
  }
}

/** Approves and posts the next open period of these contracts, as a person does; absent: of all that are due first. */
export function postPeriods(
  scenario: AutotaskScenario,
  contractIds: readonly number[] | undefined,
  requestLog: RequestLog,
  now: Date,
): void {
  const open = scenario.contracts.flatMap((contract) => {
    const period = nextToPost(contract);
    return period === null ? [] : [{ contract, period }];
  });
  const first = open.map(({ period }) => period.first).sort()[0];
  for (const { contract, period } of open) {
    const due = contractIds === undefined ? period.first === first : contractIds.includes(contract.id);
    if (!due) continue;
    requestLog.change({
      at: now.toISOString(),
      by: 'person',
      object: 'autotask.contract',
      id: String(contract.id),
      field: 'postedThrough',
      before: contract.postedThrough,
      after: period.last,
    });
    contract.postedThrough = period.last;
  }
}

function nextToPost(contract: AutotaskContract): { readonly first: string; readonly last: string } | null {
  for (const period of periodsOf(contract))
    if (contract.postedThrough === null || period.first > contract.postedThrough) return period;
  return null;
}
