import { BlockList, isIP } from 'node:net';

type Range = readonly [address: string, prefix: number];

/** Inside a company's network; an operator may allow them for an on-premise PSA (reliability.md 3, outbound). */
const privateRanges: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
];

/**
 * Never a vendor: link-local with the cloud metadata services, their addresses in other ranges, unspecified,
 * multicast, reserved, documentation, and the forms that carry an IPv4 address inside an IPv6 one.
 */
const neverRanges: readonly Range[] = [
  ['0.0.0.0', 8],
  ['100.100.100.200', 32],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fd00:ec2::', 32],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const privateList = listOf(privateRanges);
const neverList = listOf(neverRanges);

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family(address));
  return list;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/**
 * May a resolved address be dialled? Loopback and private addresses only with `allowPrivate`; link-local,
 * metadata and reserved ones never. What is not an IP address is refused.
 */
export function mayDial(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0) return false;
  const inner = embeddedIPv4(address);
  if (inner !== null) return mayDial(inner, allowPrivate);
  const kind = family(address);
  if (neverList.check(address, kind)) return false;
  return allowPrivate || !privateList.check(address, kind);
}

/** The IPv4 address inside `::ffff:0:0/96` (mapped) and `64:ff9b::/96` (NAT64), in either spelling. */
function embeddedIPv4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const text = address.toLowerCase().replace(/%.*$/, '');
  const found = /^(?:(?:0{1,4}:){5}ffff|::ffff|64:ff9b:(?::|(?:0{1,4}:){4})):?(.+)$/.exec(text)?.[1];
  if (found === undefined) return null;
  if (isIP(found) === 4) return found;
  const words = found.split(':').map((word) => Number.parseInt(word, 16));
  const low = words.at(-1);
  const high = words.length === 1 ? 0 : words.at(-2);
  if (words.length > 2 || high === undefined || low === undefined || Number.isNaN(high + low)) return null;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
