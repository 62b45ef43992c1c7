import { SeededChoice } from './seeded-choice.ts';

/** What a run does to the product, worked out from its seed before it begins: the same seed, the same plan. */

export const parts = ['worker-1', 'worker-2', 'api', 'postgres', 'temporal'] as const;
export type PartName = (typeof parts)[number];

/** Even seeds live where most customers have a trouble of their own, odd ones where everything is in order. */
export const scenarioOf = (seed: number): 'dirty' | 'small' => (seed % 2 === 0 ? 'dirty' : 'small');

/** Every third seed works on a database with years behind it (history.ts). */
export const hasHistory = (seed: number): boolean => seed % 3 === 2;

/** Where a life of the integration stands. Every one is met by kills. */
export const stages = ['connect', 'authenticate', 'load', 'mapping', 'finish', 'sync', 'write-back', 'disconnect'] as const; // prettier-ignore
export type Stage = (typeof stages)[number];

/** What people and operators do while the integration lives. Each is a function of its own (actions.ts). */
export const approverActions = [
  'approve', 'approve-several', 'approve-twice', 'approve-unheard', 'approve-then-edit', 'approve-with-conflict', 'approve-in-vain',
  'approve-after-invoice', 'approve-amid-edits', 'replace', 'cancel', 'revert', 'hold', 'resolve',
] as const; // prettier-ignore
/** Lines that Seatwise creates and ends, and what undoes these (line-life.ts). */
export const lineActions = ['create-line', 'end-line', 'undo-line-change'] as const;
export const readerActions = [
  'sync', 'sync-twice', 'sync-unheard', 'retry-failed', 'read-again', 'cancel-sync', 'short-budget', 'lose-a-page',
] as const; // prettier-ignore
export const adminActions = [
  'map-otherwise', 'mark', 'pause-and-resume', 'rejected-candidate', 'new-users', 'edit-in-psa', 'make-invoice',
  'change-schedule', 'command-without-workers', 'staging-copy', 'moved-instance', 'other-currency',
  'change-billing-rules',
] as const; // prettier-ignore
export const operatorActions = [
  'terminate-sync', 'reset-running-sync', 'reset-beside-another', 'terminate-write-back', 'delete-schedule',
  'terminate-integration', 'trigger-schedule', 'revoke-key', 'full-disk',
] as const; // prettier-ignore
/** What befalls the PSA through its own servers, settings and people (psa-troubles.ts). */
export const psaActions = ['befall-psa'] as const;

/** What a run covers: everything, or the lines that Seatwise creates and cancels while an integration lives long. */
export const focuses = ['all', 'lines'] as const;
export type Focus = (typeof focuses)[number];

/** Steps of each actor in a round. Those that move the integration to another instance would cancel what waits. */
const steps: Readonly<Record<Focus, readonly (readonly [name: string, all: readonly ActionName[], count: number])[]>> = {
  all: [
    ['approver', approverActions, 5],
    ['lines', lineActions, 5],
    ['reader', readerActions, 2],
    ['administrator', adminActions, 2],
    ['operator', operatorActions, 2],
    ['psa', psaActions, 1],
  ],
  lines: [
    ['approver', approverActions, 1],
    ['lines', lineActions, 9],
    ['reader', ['sync', 'sync-twice', 'read-again'], 2],
    ['administrator', ['make-invoice', 'new-users', 'edit-in-psa', 'pause-and-resume', 'change-billing-rules'], 1],
    ['operator', ['terminate-sync', 'terminate-write-back', 'terminate-integration', 'trigger-schedule'], 1],
  ],
}; // prettier-ignore
const longLife = 60;

export type ActionName =
  | (typeof psaActions)[number]
  | (typeof approverActions)[number]
  | (typeof lineActions)[number]
  | (typeof readerActions)[number]
  | (typeof adminActions)[number]
  | (typeof operatorActions)[number];

export interface PlannedKill {
  readonly stage: Stage;
  readonly parts: readonly PartName[];
  /** After the stage began. */
  readonly afterMs: number;
  /** From the kill to the start of each. */
  readonly downMs: number;
}

export interface PlannedAction {
  readonly action: ActionName;
  readonly afterMs: number;
}

/** Actors of one round act beside each other, each one step after the other. */
export type Round = readonly (readonly PlannedAction[])[];

export interface Life {
  readonly number: number;
  readonly kills: readonly PlannedKill[];
  readonly rounds: readonly Round[];
  /** Disconnected in the middle of this instead of after the last round. */
  readonly cutShortIn: 'load' | 'mapping' | 'sync' | null;
  /** A change is under way when the integration is disconnected. */
  readonly disconnectWithOpenWrite: boolean;
  /** Before it is disconnected, it gives way to an integration with another instance of the PSA, and comes back. */
  readonly byWayOfAnotherInstance: boolean;
}

const together: readonly (readonly PartName[])[] = [
  ['worker-1', 'worker-2'],
  ['api', 'worker-1'],
  ['postgres', 'worker-2'],
  ['temporal', 'postgres'],
  ['api', 'temporal'],
  ['worker-1', 'worker-2', 'api', 'postgres', 'temporal'],
];

const shape = (
  seed: number,
  number: number,
  focus: Focus,
): Pick<Life, 'cutShortIn'> & { readonly rounds: number } => {
  if (focus === 'lines') return { cutShortIn: null, rounds: longLife };
  const choose = new SeededChoice(seed, `life ${number}`);
  const cutShortIn =
    number > 1 && choose.chance(0.2) ? choose.pick(['load', 'mapping', 'sync'] as const) : null;
  return { cutShortIn, rounds: cutShortIn === null ? choose.between(4, 7) : 0 };
};

/** The life of this number. The first one goes through every stage. */
export function plannedLife(seed: number, number: number, focus: Focus = 'all'): Life {
  const { cutShortIn, rounds } = shape(seed, number, focus);
  const before = Array.from({ length: number - 1 }, (_, nth) => shape(seed, nth + 1, focus).rounds);
  const first = before.reduce((sum, one) => sum + one, 0);
  const choose = new SeededChoice(seed, `end of life ${number}`);
  return {
    number,
    kills: plannedKills(new SeededChoice(seed, `kills of ${number}`), rounds),
    rounds: Array.from({ length: rounds }, (_, round) => plannedRound(seed, first + round, focus)),
    cutShortIn,
    disconnectWithOpenWrite: number === 1 || choose.chance(0.5),
    // The first one is disconnected with a change under way, which is another way to end.
    byWayOfAnotherInstance: focus === 'all' && number > 1 && cutShortIn === null,
  };
}

function plannedKills(choose: SeededChoice, rounds: number): readonly PlannedKill[] {
  const singly = choose.shuffled([...parts, ...parts]);
  const killed = (stage: Stage, most: number): PlannedKill => ({
    stage,
    parts: choose.chance(0.25) ? choose.pick(together) : [singly.pop() ?? 'worker-1'],
    afterMs: choose.between(30, most),
    downMs: choose.between(50, 1_500),
  });
  // Short stages are met by chance of the seed, the long ones in every life.
  const short = (['connect', 'authenticate', 'load', 'mapping', 'finish'] as const).filter(() =>
    choose.chance(0.5),
  );
  return [
    ...short.map((stage) => killed(stage, 400)),
    killed('sync', 1_500),
    ...Array.from({ length: rounds }, () => killed('write-back', 6_000)),
    ...(choose.chance(0.5) ? [killed('disconnect', 500)] : []),
  ];
}

/** Each actor goes through all it can do in an order of its own before it repeats anything, life after life. */
function plannedRound(seed: number, nth: number, focus: Focus): Round {
  return steps[focus].map(([name, all, count]) =>
    Array.from({ length: count }, (_, step) => {
      const at = nth * count + step;
      const turn = Math.floor(at / all.length);
      const order = new SeededChoice(seed, `${name} ${turn}`).shuffled(all);
      const choose = new SeededChoice(seed, `${name}, step ${at}`);
      return { action: order[at % all.length]!, afterMs: choose.between(0, 500) };
    }),
  );
}
