import { unitsOn } from '../../sandbox/autotask/periods.ts';
import { firstOpenDay } from '../../sandbox/scenarios/autotask-changes.ts';
import type { ChangeEntry, RequestLogEntry, RequestEntry } from '../../sandbox/request-log.ts';
import type { HaloPsaScenario } from '../../sandbox/halopsa/scenario.ts';
import type { SandboxControl, ScenarioData } from '../../sandbox/control-client.ts';
import type { PsaUnderTest } from './activities-under-test.ts';

/** What the PSAs of a scenario hold; who reads one alone has that one. */
export type PsaSides = Pick<ScenarioData, PsaUnderTest>;

/** One PSA's side of the scenario, without what the others make an answer long with. */
export const sideOf = async (
  control: Pick<SandboxControl, 'scenarioOf'>,
  psa: PsaUnderTest,
): Promise<PsaSides> => ({ [psa]: await control.scenarioOf(psa) }) as unknown as PsaSides;

/** What tests see of one line of a simulated PSA, by its id in rows. */
interface Sight {
  readonly quantity: (scenario: PsaSides, lineId: string) => number | null;
  readonly isChange: (entry: ChangeEntry, scenario: PsaSides, lineId: string) => boolean;
  /** Asks for a change of the line, whatever becomes of it. */
  readonly isRequest: (entry: RequestEntry, scenario: PsaSides, lineId: string) => boolean;
}

const lineOf = ({ invoices }: HaloPsaScenario, lineId: string) =>
  invoices.flatMap(({ lines }) => lines).find(({ id }) => String(id) === lineId)!;
/** Of the licence that it follows; null: it is kept by hand. */
const licenceOf = (halopsa: HaloPsaScenario, lineId: string): number | null => {
  const { quantityType, sources } = lineOf(halopsa, lineId);
  return quantityType === 1 ? sources[0]!.licenceId : null;
};

const sights: Readonly<Record<PsaUnderTest, Sight>> = {
  autotask: {
    quantity: ({ autotask }, lineId) => {
      const line = autotask.contractServices.find(({ id }) => String(id) === lineId)!;
      const contract = autotask.contracts.find(({ id }) => id === line.contractID)!;
      const day = firstOpenDay(contract, new Date().toISOString().slice(0, 10));
      return day === null ? null : unitsOn(line, day);
    },
    isChange: ({ id, field }, _, lineId) => id === lineId && field.startsWith('units from '),
    isRequest: ({ method, write }, _, lineId) => method === 'POST' && String(write?.lineId) === lineId,
  },
  connectwise: {
    quantity: ({ connectwise }, lineId) =>
      connectwise.additions.find(({ id }) => String(id) === lineId)!.quantity,
    isChange: ({ id, field }, _, lineId) =>
      id === lineId && (field === 'quantity' || field === 'cancelledDate'),
    isRequest: ({ method, path }, _, lineId) => method === 'PATCH' && path.endsWith(`/${lineId}`),
  },
  halopsa: {
    quantity: ({ halopsa }, lineId) => {
      const licence = licenceOf(halopsa, lineId);
      return licence === null
        ? lineOf(halopsa, lineId).qtyOrder
        : halopsa.licences.find(({ id }) => id === licence)!.count;
    },
    isChange: ({ id, field }, { halopsa }, lineId) => {
      const licence = licenceOf(halopsa, lineId);
      return licence === null
        ? id === lineId && (field === 'qtyOrder' || field === 'endDate')
        : id === String(licence) && field === 'count';
    },
    isRequest: ({ method, write }, { halopsa }, lineId) => {
      if (method !== 'POST' || write === null) return false;
      if (write.field === 'count') return write.lineId === licenceOf(halopsa, lineId);
      const document = halopsa.invoices.find(({ lines }) => lines.some(({ id }) => String(id) === lineId));
      return String(write.lineId) === lineId || (write.lineId === 0 && write.agreementId === document?.id);
    },
  },
};

export const quantityOfLine = (scenario: PsaSides, psa: PsaUnderTest, lineId: string): number | null =>
  sights[psa].quantity(scenario, lineId);

export const changesOfLine = (
  requestLog: readonly RequestLogEntry[],
  scenario: PsaSides,
  psa: PsaUnderTest,
  lineId: string,
): readonly ChangeEntry[] =>
  requestLog
    .filter((entry) => entry.kind === 'change')
    .filter((entry) => entry.by === 'api' && sights[psa].isChange(entry, scenario, lineId));

export const requestsOfLine = (
  requestLog: readonly RequestLogEntry[],
  scenario: PsaSides,
  psa: PsaUnderTest,
  lineId: string,
): readonly RequestEntry[] =>
  requestLog
    .filter((entry) => entry.kind === 'request')
    .filter((entry) => sights[psa].isRequest(entry, scenario, lineId));
