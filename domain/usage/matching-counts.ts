import type { ComposedLine } from './composition.ts';

/** Whether vendor and PSA agree on a count that was read and is billed (RULES 7): it is then an accepted one. */
export const isAgreement = ({ kind, vendorQuantity, psaQuantity, variance }: ComposedLine): boolean =>
  kind === 'match' && vendorQuantity !== null && psaQuantity !== null && variance !== null;
