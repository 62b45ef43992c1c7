import { setTimeout as sleep } from 'node:timers/promises';
import type { ScenarioData } from '../../sandbox/control-client.ts';
import { addDays } from '../../sandbox/scenarios/days.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import type { ChaosInstallation } from './chaos-installation.ts';
import type { Encounters } from './person.ts';
import { psasInChaos } from './psas.ts';
import { Deck, type SeededChoice } from './seeded-choice.ts';
import type { VendorFaults } from './vendor-faults.ts';

/** Of a scene, what befalls it needs. */
interface Befallen {
  readonly installation: ChaosInstallation;
  readonly choose: SeededChoice;
  readonly encounters: Encounters;
  readonly faults: VendorFaults;
}

/** The installation has nothing of the kind just now: it did not come. */
export const nothingToBefall = Symbol('nothing to befall');

/** What befalls the PSA; it is over, or stays, when this resolves. */
export type Befalling<S extends Befallen = Befallen> = (scene: S) => Promise<unknown>;
type PersonEdit = MomentOrder['do'];

/** What a person does around a line while a write of it is under way; null: there is nothing of the kind. */
interface EditAroundWrite {
  readonly phase: MomentOrder['when']['phase'];
  readonly edit: (scenario: ScenarioData, lineId: string) => PersonEdit | null;
}

const forAWhile =
  (begin: Befalling, end: Befalling): Befalling =>
  async (scene) => {
    await begin(scene);
    try {
      await sleep(scene.choose.between(500, 2_000));
    } finally {
      await end(scene);
    }
  };

const autotaskUser =
  (changes: object): Befalling =>
  ({ installation: { control, credentials } }) =>
    control.editAutotask({ kind: 'user', userName: credentials.autotask.userName, ...changes });
const haloRights =
  (invoicesModify: boolean): Befalling =>
  ({ installation: { control, credentials } }) =>
    control.halo.changeApplication(credentials.halopsa.clientId, { rights: { invoicesModify } });
const connectWiseRights =
  (agreementsEdit: boolean): Befalling =>
  ({ installation: { control, credentials } }) =>
    control.changeRights(credentials.psa.publicKey, { agreementsEdit });

/** What only the servers, the settings and the people of one PSA do, by its name. */
const befalling: Readonly<Record<PsaUnderTest, Readonly<Record<string, Befalling>>>> = {
  autotask: {
    'too many threads': ({ faults, choose }) =>
      faults.inject('too many threads', {
        vendor: 'autotask', path: '/ATServicesRest/V1.0/Contract', times: 3,
        fault: { kind: 'status', status: choose.pick([429, 500]), text: 'Itgenatr005: Thread Threshold Exceeded.' },
      }), // prettier-ignore
    'the hour is used up': forAWhile(
      async ({ installation: { control } }) => {
        const { switches } = await control.scenarioOf('autotask');
        return control.switchAutotask({ callsOfOthers: switches.callsPerHour });
      },
      ({ installation: { control } }) => control.switchAutotask({ callsOfOthers: 0 }),
    ),
    // Comes back: whether a move for good is right, an administrator is asked (RULES 14), whom chaos does not play.
    'the database is in another zone': forAWhile(
      async ({ installation: { control } }) => {
        const { zoneHost } = await control.scenarioOf('autotask');
        return control.editAutotask({ kind: 'move-zone', zoneHost: otherZone(zoneHost) });
      },
      async ({ installation: { control } }) => {
        const { zoneHost } = await control.scenarioOf('autotask');
        await control.editAutotask({ kind: 'move-zone', zoneHost: otherZone(zoneHost) });
      },
    ),
    'some contracts are not shown': forAWhile(
      autotaskUser({ query: { Contracts: 'Restricted' } }),
      autotaskUser({ query: { Contracts: 'All' } }),
    ),
    'some contract services are not shown': forAWhile(
      autotaskUser({ query: { ContractServices: 'Restricted' } }),
      autotaskUser({ query: { ContractServices: 'All' } }),
    ),
    'no units are shown': forAWhile(
      autotaskUser({ query: { ContractServiceUnits: 'None' } }),
      autotaskUser({ query: { ContractServiceUnits: 'All' } }),
    ),
    'posted rows of units have no end': forAWhile(
      ({ installation: { control } }) => control.switchAutotask({ postedRowEnds: 'empty' }),
      ({ installation: { control } }) => control.switchAutotask({ postedRowEnds: 'given' }),
    ),
    'adjusting is not permitted': forAWhile(
      autotaskUser({ adjusts: false }),
      autotaskUser({ adjusts: true }),
    ),
    'a contract is renewed': renewContract,
  },
  connectwise: {
    'agreements may not be edited': forAWhile(connectWiseRights(false), connectWiseRights(true)),
  },
  halopsa: {
    'every token ends': async ({ installation: { control } }) => {
      const { tokenGeneration } = await control.scenarioOf('halopsa');
      return control.halo.changeServer({ tokenGeneration: tokenGeneration + 1 });
    },
    'tokens hold for a second': forAWhile(
      ({ installation: { control } }) => control.halo.switch({ tokenSeconds: 1 }),
      ({ installation: { control } }) => control.halo.switch({ tokenSeconds: 3_600 }),
    ),
    'five minutes are full': forAWhile(
      ({ installation: { control } }) => control.halo.switch({ callsPerFiveMinutes: 1 }),
      ({ installation: { control } }) => control.halo.switch({ callsPerFiveMinutes: null }),
    ),
    'a document without its lines': ({ faults }) =>
      faults.inject('lost page', {
        vendor: 'halopsa', path: '/api/RecurringInvoice/', times: 3, fault: { kind: 'lost-page' },
      }), // prettier-ignore
    'counted lines follow later': forAWhile(
      ({ installation: { control } }) => control.halo.switch({ recount: 'later' }),
      async ({ installation: { control } }) => {
        await control.halo.switch({ recount: 'at-once' });
        return control.halo.recount();
      },
    ),
    'recurring invoices may not be edited': forAWhile(haloRights(false), haloRights(true)),
  },
};

/** The renewal is a contract of its own with services of its own; the former one ends with its open period. */
async function renewContract({
  installation: { control },
  choose,
}: Pick<Befallen, 'installation' | 'choose'>): Promise<void> {
  const { contracts, contractServices } = await control.scenarioOf('autotask');
  const running = contracts.filter(
    ({ id, contractType, endDate }) =>
      contractType === 7 && endDate > today() && contractServices.some(({ contractID }) => contractID === id),
  );
  const former = choose.pick(running);
  const renewal = await control.editAutotask({
    kind: 'contract', copyOf: former.id, changes: { contractName: `${former.contractName} (renewed)` },
  }); // prettier-ignore
  for (const { id } of contractServices.filter(({ contractID }) => contractID === former.id))
    await control.editAutotask({ kind: 'contract-service', copyOf: id, changes: { contractID: renewal.id } });
  await control.editAutotask({
    kind: 'contract', id: former.id, changes: { endDate: today(), renewedContractID: renewal.id },
  }); // prettier-ignore
}

const today = (): string => new Date().toISOString().slice(0, 10);

const haloInvoiceOf = ({ halopsa }: ScenarioData, lineId: string) =>
  halopsa.invoices.find(({ lines }) => lines.some(({ id }) => String(id) === lineId));

/** Of the two zones that the sandbox knows, the one where the database is not. */
const otherZone = (zoneHost: string): 'webservices98.autotask.test' | 'webservices99.autotask.test' =>
  zoneHost === 'webservices98.autotask.test' ? 'webservices99.autotask.test' : 'webservices98.autotask.test';

function movedNeighbor(scenario: ScenarioData, lineId: string): PersonEdit | null {
  const neighbor = haloInvoiceOf(scenario, lineId)?.lines.find(({ id }) => String(id) !== lineId);
  return neighbor === undefined
    ? null
    : { kind: 'change-halo-line', id: neighbor.id, changes: { unitPrice: neighbor.unitPrice + 1 } };
}

const post = (scenario: ScenarioData, lineId: string): PersonEdit => {
  const contractId = psasInChaos.autotask.agreementOf(scenario, lineId);
  return {
    kind: 'autotask',
    edit: { kind: 'post', contractIds: contractId === undefined ? [] : [contractId] },
  };
};

const edited = (psa: PsaUnderTest, phase: EditAroundWrite['phase']): EditAroundWrite => ({
  phase,
  edit: (scenario, lineId) => psasInChaos[psa].edit(scenario, lineId, 2),
});

const aroundWrite: Readonly<Record<PsaUnderTest, Readonly<Record<string, EditAroundWrite>>>> = {
  autotask: {
    'an edit right before the write': edited('autotask', 'before-handling'),
    'an edit before the answer': edited('autotask', 'after-handling'),
    'a period posted right before the write': { phase: 'before-handling', edit: post },
    'a period posted before the answer': { phase: 'after-handling', edit: post },
  },
  connectwise: {
    'an edit right before the write': edited('connectwise', 'before-handling'),
    'an edit before the answer': edited('connectwise', 'after-handling'),
    'an invoice made right before the write': {
      phase: 'before-handling',
      edit: (scenario, lineId) => {
        const agreementId = psasInChaos.connectwise.agreementOf(scenario, lineId);
        return agreementId === undefined ? null : { kind: 'make-invoice', agreementIds: [agreementId] };
      },
    },
  },
  halopsa: {
    'an edit right before the write': edited('halopsa', 'before-handling'),
    'an edit before the answer': edited('halopsa', 'after-handling'),
    "a neighbor's price moved right before the write": { phase: 'before-handling', edit: movedNeighbor },
    'the recurring invoice edited right before the write': {
      phase: 'before-handling',
      edit: (scenario, lineId) => {
        const invoice = haloInvoiceOf(scenario, lineId);
        return invoice === undefined
          ? null
          : { kind: 'change-halo-invoice', id: invoice.id, changes: { comment: `${invoice.comment}.` } };
      },
    },
    'the line computed without saying so': {
      phase: 'before-handling',
      edit: (scenario, lineId) => {
        const line = haloInvoiceOf(scenario, lineId)?.lines.find(({ id }) => String(id) === lineId);
        return line?.quantityType !== 0
          ? null
          : { kind: 'change-halo-line', id: line.id, changes: { computes: line.qtyOrder } };
      },
    },
    'an invoice made right before the write': {
      phase: 'before-handling',
      edit: (scenario, lineId) => {
        const invoice = haloInvoiceOf(scenario, lineId);
        return invoice?.nextCreationDate == null
          ? null
          : {
              kind: 'change-halo-invoice',
              id: invoice.id,
              changes: { nextCreationDate: addDays(invoice.nextCreationDate, 31) },
            };
      },
    },
    "a neighbor's price moved before the answer": { phase: 'after-handling', edit: movedNeighbor },
  },
};

/** What only one PSA does to a run, each once before any comes again; told as encounters. */
export class PsaTroubles<S extends Befallen> {
  readonly #befalling: Deck<readonly [string, Befalling<S>]>;
  readonly #around: Deck<readonly [string, EditAroundWrite]>;
  readonly names: readonly string[];

  /** @param more what befalls this PSA while a change is made in the midst of it */
  constructor(psa: PsaUnderTest, more: Readonly<Record<string, Befalling<S>>>) {
    const [own, around] = [Object.entries(befalling[psa]), Object.entries(aroundWrite[psa])];
    const all = [...own, ...Object.entries(more)];
    this.#befalling = new Deck(all);
    this.#around = new Deck(around);
    this.names = [...all, ...around].map(([name]) => name);
  }

  async befall(scene: S): Promise<void> {
    const [name, befall] = this.#befalling.next(scene.choose);
    if ((await befall(scene)) !== nothingToBefall) scene.encounters.note(name);
  }

  nextAroundWrite(choose: SeededChoice): readonly [string, EditAroundWrite] {
    return this.#around.next(choose);
  }
}
