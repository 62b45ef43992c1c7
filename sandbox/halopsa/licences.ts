import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { invalid, notFound } from './answers.ts';
import { recount } from './documents.ts';
import { assign, each, type WireNames } from './posted-body.ts';
import { writeLicence } from './wire.ts';
import type { HaloLicence, HaloPsaScenario } from './scenario.ts';

const licenceNames: WireNames<HaloLicence> = {
  type: 'type',
  name: 'name',
  clientId: 'client_id',
  count: 'count',
  productSku: 'product_sku',
  vendorProductSku: 'vendor_product_sku',
  manufacturer: 'manufacturer',
  notes: 'notes',
  price: 'price',
  purchasePrice: 'purchase_price',
  startDate: 'start_date',
  endDate: 'end_date',
  isActive: 'is_active',
  distributor: 'distributor',
};

/** `POST /SoftwareLicence`: what vendors push (halopsa.md 6). The lines that it feeds follow, now or later. */
export function postLicences(request: VendorRequest, context: VendorContext): VendorAnswer {
  const { halopsa } = context.scenario;
  const { licencePost, recount: when } = halopsa.switches;
  return each(request, (posted) => {
    const licence = halopsa.licences.find(({ id }) => id === posted['id']);
    if (licence === undefined) return notFound();
    const next = structuredClone(licence);
    const rejection = assign(next, posted, licenceNames, licencePost === 'clears');
    if (rejection !== null) return invalid(rejection);
    if (!Number.isInteger(next.count) || next.count < 0) return invalid('The value of count is not valid.');
    storeLicence(context, licence, next);
    if (when === 'at-once') recount(context);
    return writeLicence(licence);
  });
}

function storeLicence(
  { scenario, requestLog, now }: VendorContext,
  licence: HaloLicence,
  next: HaloLicence,
): void {
  const at = now().toISOString();
  for (const [field, after] of Object.entries(next) as [keyof HaloLicence, unknown][]) {
    const before = licence[field];
    if (field === 'changes' || before === after) continue;
    requestLog.change({
      at,
      by: 'api',
      object: 'halopsa.licence',
      id: String(licence.id),
      field,
      before,
      after,
    });
  }
  if (next.count !== licence.count) noteCount(scenario.halopsa, next, licence.count, at);
  Object.assign(licence, next);
}

/** Writes the history of a licence on; `licence` has the new count. */
export function noteCount(
  { licences }: HaloPsaScenario,
  licence: HaloLicence,
  from: number,
  at: string,
): void {
  const id = 1 + licences.reduce((sum, { changes }) => sum + changes.length, 0);
  licence.changes.push({ id, date: at, from, to: licence.count });
}
