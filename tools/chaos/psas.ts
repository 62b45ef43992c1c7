import type { SandboxControl, ScenarioData } from '../../sandbox/control-client.ts';
import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import type { MomentOrder } from '../../sandbox/edit-moments.ts';
import { addDays } from '../../sandbox/scenarios/days.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import { linePath } from '../../sandbox/testing/line-path.ts';
import type { PsaName } from '../../sandbox/vendor-names.ts';
import type { PsaUnderTest } from '../../test/environment/activities-under-test.ts';
import { quantityOfLine } from '../../test/environment/psa-lines-under-test.ts';

interface Writes {
  readonly vendor: PsaName;
  readonly method: string;
  /** Beginning of their address. */
  readonly path: string;
}
type PersonEdit = MomentOrder['do'];
export type WriteFault = readonly [name: string, fault: FaultOrder['fault'], share: number];

/** What a chaos run has to know of a simulated PSA, by the ids that the product has of it. */
interface PsaInChaos {
  /** As its form takes it; `wrong`: one that it rejects. */
  readonly credential: (all: SandboxCredentials) => object;
  readonly wrong: object;
  /** The requests that write, whatever line. */
  readonly writes: Writes;
  /** What such a request meets of its own, beside what any vendor does: with the share of the requests. */
  readonly writeFaults: readonly WriteFault[];
  /** Beginning of the address to which a change of this line is sent. */
  readonly pathOf: (scenario: ScenarioData, lineId: string) => string;
  /** Undefined: a person has removed the line. */
  readonly agreementOf: (scenario: ScenarioData, lineId: string) => number | undefined;
  /** What a person does who gives the line so many more. */
  readonly edit: (scenario: ScenarioData, lineId: string, add: number) => PersonEdit;
  /** A person removes a line. */
  readonly remove: (control: SandboxControl, lineId: number) => Promise<unknown>;
  readonly makeInvoice: (control: SandboxControl, agreementIds: readonly number[]) => Promise<unknown>;
  /** The wish of a change that waits; where nothing waits for an invoice it is sent at once. */
  readonly later: { readonly billingTarget?: string };
  /** The zone of its invoices, which a person has to say where the PSA does not; null: it says it. */
  readonly zoneToSay: string | null;
  /** Calls enough for a run of so many minutes, where the PSA gives an hour a share of its own. */
  readonly makeRoom: (control: SandboxControl, minutes: number) => Promise<unknown>;
  /** Which choice of how lines are written is this line's; null: the PSA has one way. */
  readonly choiceOf: (scenario: ScenarioData, lineId: string) => string | null;
}

const today = (): string => new Date().toISOString().slice(0, 10);
const haloLines = ({ halopsa }: ScenarioData) => halopsa.invoices.flatMap(({ lines }) => lines);
const haloLine = (scenario: ScenarioData, lineId: string) =>
  haloLines(scenario).find(({ id }) => String(id) === lineId);
const autotaskLine = ({ autotask }: ScenarioData, lineId: string) =>
  autotask.contractServices.find(({ id }) => String(id) === lineId);
const addition = ({ connectwise }: ScenarioData, lineId: string) =>
  connectwise.additions.find(({ id }) => String(id) === lineId);

/** Twice what was seen and once more as much, since nothing is listed where half of the hour is used. */
const mostCallsOfAMinute = 4_000;

export const psasInChaos: Readonly<Record<PsaUnderTest, PsaInChaos>> = {
  autotask: {
    credential: ({ autotask }) => autotask,
    wrong: { secret: 'not-the-secret-at-all' },
    // Queries are posted as well, to "Contracts/query": contracts of the sandbox have ids that begin with a 2.
    writes: { vendor: 'autotask', method: 'POST', path: '/ATServicesRest/V1.0/Contracts/2' },
    writeFaults: [
      ['write: too many threads', { kind: 'status', status: 500, text: 'Itgenatr005: Thread Threshold Exceeded.' }, 0.03],
      ['write: rejected in its words', { kind: 'status', status: 500, text: 'Attempt to insert duplicate data into contract_service_period.' }, 0.02],
      ['write: 200 with errors', { kind: 'json', body: { errors: ['The adjustment is not valid.'] } }, 0.02],
    ], // prettier-ignore
    pathOf: (scenario, lineId) =>
      `/ATServicesRest/V1.0/Contracts/${autotaskLine(scenario, lineId)!.contractID}/ServiceAdjustments`,
    agreementOf: (scenario, lineId) => autotaskLine(scenario, lineId)?.contractID,
    edit: (scenario, lineId, add) => {
      const line = autotaskLine(scenario, lineId)!;
      const contract = scenario.autotask.contracts.find(({ id }) => id === line.contractID)!;
      // Nobody changes a line on a day before it has units: its periods begin with its first ones.
      const eve = addDays(line.steps[0]?.day ?? today(), -1);
      const day = firstOpenDay(contract, eve > today() ? eve : today()) ?? today();
      return {
        kind: 'autotask',
        edit: { kind: 'adjust', id: line.id, unitChange: add, effectiveDate: day },
      };
    },
    remove: (control, id) => control.editAutotask({ kind: 'contract-service', id, remove: true }),
    makeInvoice: (control, contractIds) =>
      control.editAutotask({
        kind: 'post',
        contractIds: [...contractIds],
      }),
    later: {},
    zoneToSay: 'America/Chicago',
    makeRoom: (control, minutes) =>
      control.switchAutotask({ callsPerHour: 10_000 + Math.ceil(minutes * mostCallsOfAMinute) }),
    choiceOf: () => null,
  },
  connectwise: {
    credential: ({ psa }) => psa,
    wrong: { privateKey: 'not-the-key-at-all' },
    writes: { vendor: 'connectwise', method: 'PATCH', path: '/' },
    writeFaults: [['write: record in use', { kind: 'status', status: 409 }, 0.03]],
    pathOf: (scenario, lineId) => linePath(scenario, addition(scenario, lineId)!),
    agreementOf: (scenario, lineId) => addition(scenario, lineId)?.agreementId,
    edit: (scenario, lineId, add) => {
      const { id, quantity } = addition(scenario, lineId)!;
      return { kind: 'change-line', lineId: id, changes: { quantity: (quantity ?? 0) + add } };
    },
    remove: (control, id) => control.changeLine(id, { remove: true }),
    makeInvoice: (control, agreementIds) => control.makeInvoice(agreementIds),
    later: { billingTarget: 'invoice-after' },
    zoneToSay: null,
    makeRoom: () => Promise.resolve(),
    choiceOf: () => null,
  },
  halopsa: {
    credential: ({ halopsa }) => halopsa,
    wrong: { clientSecret: 'not-the-secret-at-all' },
    writes: { vendor: 'halopsa', method: 'POST', path: '/api/' },
    writeFaults: [['write: token ended', { kind: 'status', status: 401 }, 0.03]],
    // A document is posted to the address of all documents.
    pathOf: () => '/api/',
    agreementOf: ({ halopsa }, lineId) =>
      halopsa.invoices.find(({ lines }) => lines.some(({ id }) => String(id) === lineId))?.id,
    edit: (scenario, lineId, add) => {
      const { id, quantityType, sources } = haloLine(scenario, lineId)!;
      const quantity = (quantityOfLine(scenario, 'halopsa', lineId) ?? 0) + add;
      return quantityType === 1
        ? { kind: 'change-halo-licence', id: sources[0]!.licenceId, changes: { count: quantity } }
        : { kind: 'change-halo-line', id, changes: { qtyOrder: quantity } };
    },
    remove: (control, id) => control.halo.changeLine(id, { remove: true }),
    makeInvoice: (control, invoiceIds) => control.halo.makeInvoice(invoiceIds),
    later: { billingTarget: 'invoice-after' },
    zoneToSay: null,
    makeRoom: () => Promise.resolve(),
    choiceOf: (scenario, lineId) =>
      haloLine(scenario, lineId)?.quantityType === 0 ? 'by-hand' : 'by-licence',
  },
};

const names = Object.keys(psasInChaos) as readonly PsaUnderTest[];

/** Of whom it is where nobody says: seeds take turns by six, so that each PSA meets both scenarios, with a past and without. */
export const psaOf = (seed: number): PsaUnderTest => names[Math.floor(seed / 6) % names.length]!;

export const isPsaInChaos = (name: string): name is PsaUnderTest => Object.hasOwn(psasInChaos, name);

/** Makes a person's edit of a line now. */
export async function makeEdit(control: SandboxControl, edit: PersonEdit): Promise<void> {
  switch (edit.kind) {
    case 'change-line':
      await control.changeLine(edit.lineId, edit.changes);
      return;
    case 'change-halo-line':
      await control.halo.changeLine(edit.id, edit.changes);
      return;
    case 'change-halo-licence':
      await control.halo.changeLicence(edit.id, edit.changes);
      return;
    case 'autotask':
      await control.editAutotask(edit.edit);
      return;
    default:
      throw new Error(`${edit.kind} is no edit of a line`);
  }
}
