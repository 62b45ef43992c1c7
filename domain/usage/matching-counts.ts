import type { ComposedLine } from './composition.ts';

/**
 * Whether vendor and PSA agree on a count that was read and is billed (RULES 7): it is then an accepted one. Where a billing
 * rule keeps the units, no seats, or far fewer, are accepted once a person has looked (RULES 13).
 */
export const isAgreement = ({
  kind,
  vendorQuantity,
  psaQuantity,
  variance,
  flags,
  notRead,
}: ComposedLine): boolean =>
  kind === 'match' &&
  notRead === null &&
  vendorQuantity !== null &&
  psaQuantity !== null &&
  variance !== null &&
  !flags.some((flag) => flag.flag === 'held' && (flag.check === 'zero' || flag.check === 'drop'));
