import type { Words } from '../components/words.ts';

/** Names that no product has, so that a text cannot have them by itself. */
export const fixtureWords: Words = {
  vendorId: 'seats',
  vendor: 'Seats',
  vendorName: 'Seats Inc',
  psaId: 'bills',
  psa: 'Bills',
  psaIds: 'B',
  company: 'customer',
  companies: 'customers',
  agreement: 'contract',
  agreements: 'contracts',
  product: 'item',
  products: 'items',
  ifFewerRecords: 'Check what the clerk may read.',
  seatRule: 'Everybody takes a seat.',
};
