import { adjusted } from '../autotask/adjustments.ts';
import type { AutotaskWorld } from '../autotask/world.ts';
import { postPeriods } from '../scenarios/autotask-changes.ts';
import type { WorldStore } from '../world-store.ts';
import { assignGiven } from './assign-given.ts';
import type { AutotaskEdit } from './autotask-edit.ts';
import { addCopy, byId } from './psa-edits.ts';
import { found } from './refusing.ts';

/** Makes the edit now, journalled as a person's; the object as it is then. Throws ControlError for what is not there. */
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
