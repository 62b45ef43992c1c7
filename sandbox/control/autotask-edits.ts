import { adjusted } from '../autotask/adjustments.ts';
import type { AutotaskContractService, AutotaskService, AutotaskScenario } from '../autotask/scenario.ts';
import { keepLineIds } from '../line-ids.ts';
import { postPeriods } from '../scenarios/autotask-changes.ts';
import type { ScenarioStore } from '../scenario-store.ts';
import { assignFields } from './assign-fields.ts';
import type { AutotaskEdit } from './autotask-edit.ts';
import { addCopy, byId } from './psa-edits.ts';
import { found } from './control-error.ts';

/** Makes the edit now, logged as a person's; the object as it is then. Throws ControlError for what is not there. */
export function makeAutotaskEdit(store: ScenarioStore, edit: AutotaskEdit): unknown {
  if (edit.kind === 'post') {
    postPeriods(store.scenario.autotask, edit.contractIds, store.requestLog, store.now());
    store.save();
    return null;
  }
  return store.changeByPerson('autotask', (autotask) => change(autotask, edit));
}

function change(scenario: AutotaskScenario, edit: Exclude<AutotaskEdit, { kind: 'post' }>): unknown {
  switch (edit.kind) {
    case 'company':
      return changeOne(scenario, 'companies', edit);
    case 'contract':
      return changeOne(scenario, 'contracts', edit);
    case 'contract-service':
      return changeOne(scenario, 'contractServices', edit);
    case 'service':
      return changeOne(scenario, 'services', edit);
    case 'bundle':
      return sellInBundle(scenario, byId(scenario.contractServices, edit.id, 'Contract service'));
    case 'bill-by-rule':
      return billByRule(
        scenario,
        byId(scenario.contractServices, edit.id, 'Contract service'),
        edit.contractType,
      );
    case 'adjust': {
      const line = byId(scenario.contractServices, edit.id, 'Contract service');
      line.steps = adjusted(line.steps, edit.effectiveDate, edit.unitChange);
      return line;
    }
    case 'billing': {
      const { kind: _, ...changes } = edit;
      const billing = (scenario.billing ??= { units: {}, voided: [], notInvoiced: [], credits: [] });
      return assignFields(billing, changes);
    }
    case 'user': {
      const { userName, query, isActive, secret, adjusts, addsServices } = edit;
      const user = found(
        scenario.users.find((one) => one.userName === userName),
        `API user ${userName}`,
      );
      assignFields(user, { isActive, secret, adjusts, addsServices });
      assignFields(user.query, query ?? {});
      return { userName, query: user.query, adjusts: user.adjusts };
    }
    case 'move-zone':
      scenario.zoneHost = edit.zoneHost;
      return { zoneHost: scenario.zoneHost };
  }
}

const nextId = (rows: readonly { readonly id: number }[]): number =>
  Math.max(900, ...rows.map(({ id }) => id)) + 1;

function withoutLine(scenario: AutotaskScenario, line: AutotaskContractService): AutotaskService {
  keepLineIds(scenario, scenario.contractServices);
  scenario.contractServices = scenario.contractServices.filter((other) => other !== line);
  return byId(scenario.services, line.serviceID, 'Service');
}

/** The units of the line become those of a bundle that holds its service and one more. */
function sellInBundle(scenario: AutotaskScenario, line: AutotaskContractService): unknown {
  const service = withoutLine(scenario, line);
  const bundle = {
    id: nextId(scenario.serviceBundles),
    name: `${service.name} and care`,
    serviceIDs: [
      service.id,
      ...scenario.services.map(({ id }) => id).filter((id) => id !== service.id),
    ].slice(0, 2),
  };
  scenario.serviceBundles.push(bundle);
  const { contractID, unitPrice, unitCost, steps } = line;
  const id = nextId(scenario.contractBundles);
  const invoiceDescription = bundle.name;
  const sold = { id, contractID, serviceBundleID: bundle.id, unitPrice, unitCost, invoiceDescription, steps };
  scenario.contractBundles.push(sold);
  return sold;
}

/** The service becomes a product that a rule charges, on the same contract. */
function billByRule(
  scenario: AutotaskScenario,
  line: AutotaskContractService,
  contractType?: number,
): unknown {
  const { name, description, unitPrice } = withoutLine(scenario, line);
  const product = { id: nextId(scenario.products), name, description, isActive: true, unitPrice };
  scenario.products.push(product);
  const contract = byId(scenario.contracts, line.contractID, 'Contract');
  assignFields(contract, { contractType });
  const rule = {
    id: nextId(scenario.billingRules),
    contractID: contract.id,
    productID: product.id,
    isActive: true,
    startDate: contract.startDate,
    endDate: null,
    createChargesAsBillable: true,
  };
  scenario.billingRules.push(rule);
  return rule;
}

type List = 'companies' | 'contracts' | 'contractServices' | 'services';

function changeOne(
  scenario: AutotaskScenario,
  list: List,
  edit: {
    readonly id?: number | undefined;
    readonly copyOf?: number | undefined;
    readonly remove?: true | undefined;
    readonly changes?: object | undefined;
  },
): unknown {
  const all: { readonly id: number }[] = scenario[list];
  if (list === 'contractServices') keepLineIds(scenario, all);
  const one = edit.copyOf === undefined ? byId(all, edit.id ?? 0, list) : addCopy(all, edit.copyOf, list);
  assignFields(one, { ...edit.changes });
  if (edit.remove === true) Object.assign(scenario, { [list]: all.filter((other) => other !== one) });
  return one;
}
