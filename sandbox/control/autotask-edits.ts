import { z } from 'zod';
import { adjusted } from '../autotask/adjustments.ts';
import { accessLevels, type AutotaskWorld } from '../autotask/world.ts';
import { postPeriods } from '../scenarios/autotask-changes.ts';
import type { WorldStore } from '../world-store.ts';
import { assignGiven } from './assign-given.ts';
import { addCopy, byId } from './psa-edits.ts';
import { found } from './refusing.ts';

const id = z.number().int();
const day = z.iso.date();
const text = z.string();
const level = z.enum(accessLevels).optional();

/** What a person may change of each kind of object; `copyOf` makes a new one of another, `remove` deletes it. */
const edit = <K extends string, S extends z.ZodRawShape>(kind: K, changes: S) =>
  z.strictObject({
    kind: z.literal(kind),
    id: id.optional(),
    copyOf: id.optional(),
    remove: z.literal(true).optional(),
    changes: z.strictObject(changes).partial().optional(),
  });

/** One thing a person does in Autotask, as data. */
export const autotaskEditSchema = z.discriminatedUnion('kind', [
  edit('company', {
    companyName: text,
    companyType: id,
    isActive: z.boolean(),
    parentCompanyID: id.nullable(),
  }),
  edit('contract', {
    companyID: id,
    contractName: text,
    contractType: id,
    contractPeriodType: z.enum(['m', 'q', 's', 'y']),
    status: id,
    startDate: day,
    endDate: day,
    renewedContractID: id.nullable(),
    postedThrough: day.nullable(),
  }),
  edit('contract-service', {
    contractID: id,
    serviceID: id,
    unitPrice: z.number().nullable(),
    steps: z.array(z.strictObject({ day, units: id })),
  }),
  edit('service', { name: text, description: text, isActive: z.boolean(), unitPrice: z.number().nullable() }),
  /** A person's own adjustment. */
  z.strictObject({ kind: z.literal('adjust'), id, unitChange: id, effectiveDate: day }),
  /** Approve and post the next period; absent ids: of every contract that is due first. */
  z.strictObject({ kind: z.literal('post'), contractIds: z.array(id).optional() }),
  z.strictObject({
    kind: z.literal('user'),
    userName: text,
    isActive: z.boolean().optional(),
    secret: text.optional(),
    adjusts: z.boolean().optional(),
    query: z
      .strictObject({
        Companies: level,
        Contracts: level,
        ContractServices: level,
        ContractServiceUnits: level,
        Services: level,
      })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('move-zone'), zoneHost: text }),
]);

export type AutotaskEdit = z.output<typeof autotaskEditSchema>;
/** As a caller writes it, before defaults are filled in. */
export type AutotaskEditOrder = z.input<typeof autotaskEditSchema>;

export const autotaskSwitchesSchema = z.strictObject({
  largestPage: id.positive().nullable().optional(),
  nextLinks: z.enum(['given', 'absent', 'elsewhere']).optional(),
  repeatOnPeriodStart: z.enum(['accepted', 'refused']).optional(),
  postedPeriods: z.enum(['refused', 'accepted']).optional(),
  belowZero: z.enum(['refused', 'accepted']).optional(),
  missingItem: z.enum(['null', 'not-found']).optional(),
  threadLimitStatus: z.literal([429, 500]).optional(),
  callsPerHour: id.positive().optional(),
  callsOfOthers: id.min(0).optional(),
});

/** Makes the edit now, journalled as a person's; the object as it is then. Throws ControlError for what is not there. */
export function makeAutotaskEdit(store: WorldStore, edit: AutotaskEdit): unknown {
  if (edit.kind === 'post') {
    postPeriods(store.world.autotask, edit.contractIds, store.journal, store.now());
    store.save();
    return null;
  }
  return store.changeByPerson(({ autotask }) => change(autotask, edit));
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
