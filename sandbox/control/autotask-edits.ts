import { adjusted } from '../autotask/adjustments.ts';
import type { AutotaskContractService, AutotaskService, AutotaskWorld } from '../autotask/world.ts';
import { postPeriods } from '../scenarios/autotask-changes.ts';
import type { WorldStore } from '../world-store.ts';
import { assignGiven } from './assign-given.ts';
import type { AutotaskEdit } from './autotask-edit.ts';
import { addCopy, byId } from './psa-edits.ts';
import { found } from './rejecting.ts';

/** Makes the edit now, journaled as a person's; the object as it is then. Throws ControlError for what is not there. */
export function makeAutotaskEdit(store: WorldStore, edit: AutotaskEdit): unknown {
  if (edit.kind === 'post') {
    postPeriods(store.world.autotask, edit.contractIds, store.journal, store.now());
    store.save();
    return null;
  }
  return store.changeByPerson('autotask', (autotask) => change(autotask, edit));
}

function change(world: AutotaskWorld, edit: Exclude<AutotaskEdit, { kind: 'post' }>): unknown {
  switch (edit.kind) {
    case 'company':
      return changeOne(world, 'companies', edit);
    case 'contract':
      return changeOne(world, 'contracts', edit);
    case 'contract-service':
      return changeOne(world, 'contractServices', edit);
    case 'service':
      return changeOne(world, 'services', edit);
    case 'bundle':
      return sellInBundle(world, byId(world.contractServices, edit.id, 'Contract service'));
    case 'bill-by-rule':
      return billByRule(world, byId(world.contractServices, edit.id, 'Contract service'), edit.contractType);
    case 'adjust': {
      const line = byId(world.contractServices, edit.id, 'Contract service');
      line.steps = adjusted(line.steps, edit.effectiveDate, edit.unitChange);
      return line;
    }
    case 'user': {
      const { userName, query, isActive, secret, adjusts } = edit;
      const user = found(
        world.users.find((one) => one.userName === userName),
        `API user ${userName}`,
      );
      assignGiven(user, { isActive, secret, adjusts });
      assignGiven(user.query, query ?? {});
      return { userName, query: user.query, adjusts: user.adjusts };
    }
    case 'move-zone':
      world.zoneHost = edit.zoneHost;
      return { zoneHost: world.zoneHost };
  }
}

const nextId = (rows: readonly { readonly id: number }[]): number =>
  Math.max(900, ...rows.map(({ id }) => id)) + 1;

function withoutLine(world: AutotaskWorld, line: AutotaskContractService): AutotaskService {
  world.contractServices = world.contractServices.filter((other) => other !== line);
  return byId(world.services, line.serviceID, 'Service');
}

/** The units of the line become those of a bundle that holds its service and one more. */
function sellInBundle(world: AutotaskWorld, line: AutotaskContractService): unknown {
  const service = withoutLine(world, line);
  const bundle = {
    id: nextId(world.serviceBundles),
    name: `${service.name} and care`,
    serviceIDs: [service.id, ...world.services.map(({ id }) => id).filter((id) => id !== service.id)].slice(
      0,
      2,
    ),
  };
  world.serviceBundles.push(bundle);
  const { contractID, unitPrice, unitCost, steps } = line;
  const id = nextId(world.contractBundles);
  const invoiceDescription = bundle.name;
  const sold = { id, contractID, serviceBundleID: bundle.id, unitPrice, unitCost, invoiceDescription, steps };
  world.contractBundles.push(sold);
  return sold;
}

/** The service becomes a product that a rule charges, on the same contract. */
function billByRule(world: AutotaskWorld, line: AutotaskContractService, contractType?: number): unknown {
  const { name, description, unitPrice } = withoutLine(world, line);
  const product = { id: nextId(world.products), name, description, isActive: true, unitPrice };
  world.products.push(product);
  const contract = byId(world.contracts, line.contractID, 'Contract');
  assignGiven(contract, { contractType });
  const rule = {
    id: nextId(world.billingRules),
    contractID: contract.id,
    productID: product.id,
    isActive: true,
    startDate: contract.startDate,
    endDate: null,
    createChargesAsBillable: true,
  };
  world.billingRules.push(rule);
  return rule;
}

type List = 'companies' | 'contracts' | 'contractServices' | 'services';

function changeOne(
  world: AutotaskWorld,
  list: List,
  edit: {
    readonly id?: number | undefined;
    readonly copyOf?: number | undefined;
    readonly remove?: true | undefined;
    readonly changes?: object | undefined;
  },
): unknown {
  const all: { readonly id: number }[] = world[list];
  const one = edit.copyOf === undefined ? byId(all, edit.id ?? 0, list) : addCopy(all, edit.copyOf, list);
  assignGiven(one, { ...edit.changes });
  if (edit.remove === true) Object.assign(world, { [list]: all.filter((other) => other !== one) });
  return one;
}
