import type { VendorPrices } from '../../domain/margin/vendor-prices.ts';
import type { Role } from '../../domain/roles.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { put, valueOf } from './settings.ts';

/** Who may see costs unless an administrator said otherwise. */
const usualMarginRole: Role = 'admin';

/** The least role that may see what the MSP pays (RULES 15). */
export async function marginRole(db: Queryable, tenantId: string): Promise<Role> {
  const set = (await valueOf(db, tenantId, 'margin')) as { readonly role: Role } | undefined;
  return set?.role ?? usualMarginRole;
}

export const setMarginRole = (tx: Tx, tenantId: string, role: Role): Promise<void> =>
  put(tx, tenantId, 'margin', { role }, false);

/** Null: no price was entered. */
export async function vendorPrices(db: Queryable, tenantId: string): Promise<VendorPrices | null> {
  const set = (await valueOf(db, tenantId, 'vendorPrices')) as
    | { readonly prices: VendorPrices | null }
    | undefined;
  return set?.prices ?? null;
}

export const setVendorPrices = (tx: Tx, tenantId: string, prices: VendorPrices | null): Promise<void> =>
  put(tx, tenantId, 'vendorPrices', { prices }, false);
