import { z } from 'zod';
import { nextLineId } from '../line-ids.ts';
import type { AskedWrite } from '../request-log.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { methodNotAllowed, missing, notPermitted, ok, rejection } from './answers.ts';
import { json } from './json.ts';
import { isPeriodStart, unitsOn } from './periods.ts';
import type {
  AutotaskContract,
  AutotaskContractService,
  AutotaskUser,
  AutotaskScenario,
  UnitStep,
} from './scenario.ts';

/** Whole numbers of 32 bits, as the vendor describes them. */
const int32 = z.number().int().min(-2_147_483_648).max(2_147_483_647);

const adjustmentSchema = z.object({
  contractID: int32.nullish(),
  contractServiceID: int32.nullish(),
  serviceID: int32.nullish(),
  unitChange: int32,
  effectiveDate: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?$/u)
    .transform((written) => written.slice(0, 10)),
  adjustedUnitPrice: z.number().nullish(),
});
type Adjustment = z.output<typeof adjustmentSchema>;

const addressed = /\/contracts\/(\d{1,9})\/serviceadjustments$|\/contractserviceadjustments$/iu;

/** What an adjustment asks for, read leniently: a test compares it with what should have been sent. */
export function askedAdjustment(request: VendorRequest): AskedWrite | null {
  const address = addressed.exec(request.path);
  if (request.method !== 'POST' || address === null) return null;
  const body = z
    .object({
      contractID: z.unknown().optional(),
      contractServiceID: z.unknown().optional(),
      unitChange: z.unknown().optional(),
      effectiveDate: z.unknown().optional(),
    })
    .safeParse(json(request.body)).data;
  const whole = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return {
    agreementId: address[1] === undefined ? whole(body?.contractID) : Number(address[1]),
    lineId: whole(body?.contractServiceID),
    field: 'unitChange',
    value: typeof body?.unitChange === 'number' ? body.unitChange : null,
    day: typeof body?.effectiveDate === 'string' ? body.effectiveDate.slice(0, 10) : null,
  };
}

/**
 * `POST Contracts/{id}/ServiceAdjustments` (autotask.md 3.6). A difference with a day: it shifts every later change of the
 * line, and cannot be read, changed or taken back. Without `contractServiceID` it makes the line where there is none.
 */
export function createAdjustment(
  request: VendorRequest,
  context: VendorContext,
  user: AutotaskUser,
  contractId: number | null,
): VendorAnswer {
  if (request.method !== 'POST') return methodNotAllowed(request.method);
  if (!user.adjusts) return notPermitted();
  const body = adjustmentSchema.safeParse(json(request.body));
  if (!body.success) return rejection(z.prettifyError(body.error));
  const { autotask } = context.scenario;
  const adjustment = body.data;
  const named = autotask.contractServices.find(({ id }) => id === adjustment.contractServiceID);
  const contractID = contractId ?? adjustment.contractID ?? named?.contractID;
  const contract = autotask.contracts.find(({ id }) => id === contractID);
  if (contract === undefined) return missing('contractID', contractID);
  if (adjustment.contractServiceID != null && named?.contractID !== contract.id)
    return missing('contractServiceID', adjustment.contractServiceID);
  const line = named ?? lineOfService(autotask, contract, adjustment);
  const rejected = rejectedBy(autotask, contract, line, adjustment);
  if (rejected !== null) return rejection(rejected);
  if (line === null) return createLine(context, contract, adjustment);
  adjust(context, line, adjustment);
  return ok({ itemId: null });
}

const lineOfService = (
  { contractServices }: AutotaskScenario,
  contract: AutotaskContract,
  { serviceID }: Adjustment,
): AutotaskContractService | null =>
  contractServices.find((one) => one.contractID === contract.id && one.serviceID === serviceID) ?? null;

/** Why nothing is done, in the words that integrations met, else in ours. */
function rejectedBy(
  { services, switches }: AutotaskScenario,
  contract: AutotaskContract,
  line: AutotaskContractService | null,
  { serviceID, unitChange, effectiveDate: day }: Adjustment,
): string | null {
  if (line === null && !services.some(({ id }) => id === serviceID))
    return `Value does not reference an existing entity for serviceID (${String(serviceID)}).`;
  if (contract.contractType !== 7)
    return 'Services can only be adjusted on a contract of type Recurring Service.';
  if (day < contract.startDate || day > contract.endDate)
    return 'The effective date must be within the start and end date of the contract.';
  if (
    switches.postedPeriods === 'rejected' &&
    contract.postedThrough !== null &&
    day <= contract.postedThrough
  )
    return 'Unable to make changes as it would result in the modification of an already approved and posted contract period.';
  const steps = line?.steps ?? [];
  const repeated = steps.slice(1).some((step) => step.day === day);
  if (repeated && (!isPeriodStart(contract, day) || switches.repeatOnPeriodStart === 'rejected'))
    return 'Attempt to insert duplicate data into contract_service_period.';
  const lowest = Math.min(...adjusted(steps, day, unitChange).map(({ units }) => units));
  if (switches.belowZero === 'rejected' && lowest < 0) return 'The number of units must not be negative.';
  return null;
}

/** The steps with a further one: it and all later ones are higher by the change. */
export function adjusted(steps: readonly UnitStep[], day: string, unitChange: number): UnitStep[] {
  const before = steps.findLast((step) => step.day <= day)?.units ?? 0;
  const others = steps.filter((step) => step.day !== day);
  return [
    ...others.filter((step) => step.day < day),
    { day, units: before },
    ...others.filter((step) => step.day > day),
  ].map((step) => (step.day < day ? step : { ...step, units: step.units + unitChange }));
}

function adjust(
  context: VendorContext,
  line: AutotaskContractService,
  { unitChange, effectiveDate }: Adjustment,
): void {
  if (unitChange === 0) return;
  const note = (field: string, before: number | null): void => {
    context.requestLog.change({
      at: context.now().toISOString(),
      by: 'api',
      object: 'autotask.contractService',
      id: String(line.id),
      field,
      before,
      after: (before ?? 0) + unitChange,
    });
  };
  const inForce = unitsOn(line, effectiveDate);
  note(`units from ${effectiveDate}`, inForce);
  for (const { day, units } of line.steps)
    if (day > effectiveDate && units !== inForce) note(`later units from ${day}`, units);
  line.steps = adjusted(line.steps, effectiveDate, unitChange);
}

function createLine(
  context: VendorContext,
  contract: AutotaskContract,
  { serviceID, unitChange, effectiveDate, adjustedUnitPrice }: Adjustment,
): VendorAnswer {
  const { autotask } = context.scenario;
  const { contractServices, services } = autotask;
  const service = services.find(({ id }) => id === serviceID);
  if (service === undefined) return missing('serviceID', serviceID);
  const line: AutotaskContractService = {
    id: nextLineId(autotask, contractServices),
    contractID: contract.id,
    serviceID: service.id,
    unitPrice: adjustedUnitPrice ?? service.unitPrice,
    unitCost: service.unitCost,
    invoiceDescription: service.description,
    steps: [{ day: effectiveDate, units: unitChange }],
  };
  context.requestLog.change({
    at: context.now().toISOString(),
    by: 'api',
    object: 'autotask.contractService',
    id: String(line.id),
    field: '*',
    before: null,
    after: { ...line },
  });
  contractServices.push(line);
  return ok({ itemId: null });
}
