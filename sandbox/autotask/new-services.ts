import { z } from 'zod';
import type { AskedWrite } from '../request-log.ts';
import { nextLineId } from '../line-ids.ts';
import { dayIn } from '../scenarios/days.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { methodNotAllowed, missing, notPermitted, ok, rejection } from './answers.ts';
import { json } from './json.ts';
import { type AutotaskContract, type AutotaskContractService, mayAddServices } from './scenario.ts';
import type { AutotaskScenario, AutotaskService, AutotaskUser } from './scenario.ts';

/** No quantity and no day: the vendor has no such fields (autotask.md 3.4). */
const serviceSchema = z.object({
  contractID: z.number().int().nullish(),
  serviceID: z.number().int(),
  unitPrice: z.number().nullish(),
  unitCost: z.number().nullish(),
  internalDescription: z.string().max(100).nullish(),
  invoiceDescription: z.string().max(1_000).nullish(),
});
type NewService = z.output<typeof serviceSchema>;

const addressed = /\/contracts\/(\d{1,9})\/services$/iu;

/** What is asked to be added to a contract, read leniently: a test compares it with what should have been sent. */
export function askedService(request: VendorRequest): AskedWrite | null {
  const address = addressed.exec(request.path);
  if (request.method !== 'POST' || address === null) return null;
  const sent = z.record(z.string(), z.unknown()).safeParse(json(request.body)).data ?? {};
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const { serviceID, unitPrice, internalDescription } = sent;
  return {
    agreementId: Number(address[1]),
    lineId: 0,
    field: null,
    value: null,
    day: null,
    newLine: {
      productId: number(serviceID),
      unitPrice: number(unitPrice),
      texts: typeof internalDescription === 'string' ? [internalDescription.slice(0, 100)] : [],
    },
  };
}

/** `POST Contracts/{id}/Services`: which units it has then, and from which day on, is a switch (autotask.md 7). */
export function createService(
  request: VendorRequest,
  context: VendorContext,
  user: AutotaskUser,
  contractId: number,
): VendorAnswer {
  if (request.method !== 'POST') return methodNotAllowed(request.method);
  if (!mayAddServices(user)) return notPermitted();
  const body = serviceSchema.safeParse(json(request.body));
  if (!body.success) return rejection(z.prettifyError(body.error));
  const { autotask } = context.scenario;
  const contract = autotask.contracts.find(({ id }) => id === contractId);
  const service = autotask.services.find(({ id }) => id === body.data.serviceID);
  if (contract === undefined || (body.data.contractID ?? contractId) !== contractId)
    return missing('contractID', body.data.contractID ?? contractId);
  if (service === undefined) return missing('serviceID', body.data.serviceID);
  if (contract.contractType !== 7)
    return rejection('Services can only be added to a contract of type Recurring Service.');
  if (autotask.switches.repeatedService === 'rejected' && hasService(autotask, contract, service))
    return rejection('The contract already has this service.');
  const line = lineOf(context, contract, service, body.data);
  context.requestLog.change({
    at: context.now().toISOString(),
    by: 'api',
    object: 'autotask.contractService',
    id: String(line.id),
    field: '*',
    before: null,
    after: { ...line },
  });
  autotask.contractServices.push(line);
  return ok({ itemId: line.id });
}

const hasService = (
  { contractServices }: AutotaskScenario,
  contract: AutotaskContract,
  service: AutotaskService,
): boolean => contractServices.some((one) => one.contractID === contract.id && one.serviceID === service.id);

function lineOf(
  { scenario: { autotask }, now }: VendorContext,
  contract: AutotaskContract,
  service: AutotaskService,
  { unitPrice, unitCost, internalDescription, invoiceDescription }: NewService,
): AutotaskContractService {
  const { newServiceUnits = 0, newServiceBegins = 'contract-start' } = autotask.switches;
  const today = dayIn(autotask.timeZone, now());
  const isNow = newServiceBegins === 'today' && today > contract.startDate;
  return {
    id: nextLineId(autotask, autotask.contractServices),
    contractID: contract.id,
    serviceID: service.id,
    unitPrice: unitPrice ?? service.unitPrice,
    unitCost: unitCost ?? service.unitCost,
    invoiceDescription: invoiceDescription ?? service.description,
    internalDescription: internalDescription ?? null,
    steps: [{ day: isNow ? today : contract.startDate, units: newServiceUnits }],
    createdAfter: contract.postedThrough,
  };
}
