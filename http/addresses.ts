import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Range = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefix: number];

const ranges = (texts: readonly string[]): readonly Range[] =>
  texts.map((text): Range => ipaddr.parseCIDR(text));

/**
 * IPv6 that registries hand out to networks: IANA's "IPv6 Global Unicast Address Space" (2026-11), where `2001::/16`
 * is given in pieces. What is not assigned leads nowhere public, so it is rejected until it stands here.
 */
const assignedV6 = ranges([
  '2001::/16',
  '2003::/18',
  '2400::/12',
  '2410::/12',
  '2600::/12',
  '2610::/23',
  '2620::/23',
  '2630::/12',
  '2800::/12',
  '2a00::/12',
  '2a10::/12',
  '2c00::/12',
]);

/** Inside a company's network; an operator may allow them for an on-premise PSA (architecture.md 11). */
const privateRanges = ranges(['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']);

/** Services of the machine's cloud that stand on addresses which look public or private: they hand out credentials. */
const cloudServices = ranges(['100.100.100.200/32', '168.63.129.16/32', 'fd00:ec2::/32', 'fd20:ce::/32']);

/** NAT64 as every network may have it (RFC 6052). It must not translate to private addresses, so only public ones are taken. */
const sharedNat64 = ranges(['64:ff9b::/96']);

/**
 * May a resolved address be dialled? Denied unless it is a public unicast address, or a private one of a company's
 * network with `allowPrivate`. Never loopback, link-local, metadata, multicast, reserved, unassigned, or IPv6 that
 * carries an IPv4 address, except IPv4-mapped ones and NAT64, which are evaluated by what they carry. A zone (`%eth0`)
 * or anything that is not an IP address is rejected.
 */
export function mayDial(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false;
  const parsed = ipaddr.parse(isIP(address) === 6 ? withoutDots(address) : address);
  if (parsed instanceof ipaddr.IPv4) return mayDialParsed(parsed, allowPrivate);
  if (parsed.isIPv4MappedAddress()) return mayDialParsed(parsed.toIPv4Address(), allowPrivate);
  if (isIn(sharedNat64, parsed)) {
    return mayDialParsed(new ipaddr.IPv4(parsed.toByteArray().slice(12)), false);
  }
  return mayDialParsed(parsed, allowPrivate);
}

/** Two words for the dotted tail of IPv6: the library reads `::127.0.0.1` as if it were `::ffff:127.0.0.1`. */
const withoutDots = (address: string): string =>
  address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: string[]) => {
    const [a, b, c, d] = bytes.map(Number);
    return [word(a, b), word(c, d)].join(':');
  });

const word = (high = 0, low = 0): string => ((high << 8) | low).toString(16);

function mayDialParsed(address: ipaddr.IPv4 | ipaddr.IPv6, allowPrivate: boolean): boolean {
  if (isIn(cloudServices, address)) return false;
  if (isIn(privateRanges, address)) return allowPrivate;
  // The library's "unicast" is whatever it knows nothing special about: of IPv6 that is mostly unassigned.
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || isIn(assignedV6, address);
}

const isIn = (list: readonly Range[], address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  list.some(([network, prefix]) => network.kind() === address.kind() && address.match(network, prefix));
