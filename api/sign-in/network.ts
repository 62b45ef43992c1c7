import ipaddr from 'ipaddr.js';

/** The address of a caller in its one form: IPv4 written as IPv6 is IPv4. */
export const addressOf = (address: string | undefined): string =>
  address !== undefined && ipaddr.isValid(address) ? ipaddr.process(address).toString() : 'unknown';

/**
 * Whose an address is, to count requests by: an IPv4 address itself; of IPv6 the /64, which one caller has to itself
 * and may change addresses in as often as it likes. IPv4 written as IPv6 is IPv4.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toString()}/64`;
}
