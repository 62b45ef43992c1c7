import { mayDial } from './addresses.ts';

type Verdict = 'always' | 'when allowed' | 'never';

/** Every way in which an address was once found to pass, or to be rejected wrongly, stands here. */
const table: readonly (readonly [verdict: Verdict, what: string, ...addresses: string[]])[] = [
  ['always', 'public IPv4', '8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '192.167.255.255'],
  [
    'always',
    'public IPv4 beside the ranges',
    '100.63.255.255',
    '100.128.0.1',
    '126.1.1.1',
    '223.255.255.254',
  ],
  [
    'always',
    'assigned IPv6',
    '2606:4700::1111',
    '2a00:1450::1',
    '2001:4860::8888',
    '2400:cb00::1',
    '2c0f:fb50::1',
  ],
  ['always', 'public IPv4 as IPv6', '::ffff:8.8.8.8', '::ffff:808:808', '0:0:0:0:0:ffff:0808:0808'],
  ['always', 'public IPv4 behind NAT64', '64:ff9b::808:808', '64:ff9b::8.8.8.8'],

  ['when allowed', 'of a company', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
  ['when allowed', 'of a company, IPv6', 'fd12::1', 'fc00::1', '::ffff:10.1.2.3', '::ffff:a00:1'],

  [
    'never',
    'loopback',
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ],
  [
    'never',
    'IPv4 in the form once meant to be compatible',
    '::127.0.0.1',
    '::7f00:1',
    '::8.8.8.8',
    '::10.0.0.1',
  ],
  ['never', 'IPv4 in the translated form', '::ffff:0:7f00:1', '::ffff:0:127.0.0.1', '::ffff:0:808:808'],
  ['never', 'private or local behind NAT64', '64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe'],
  ['never', 'NAT64 of a network of its own', '64:ff9b:1::7f00:1', '64:ff9b:1::808:808', '64:ff9b:2::1'],
  ['never', '6to4', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:808:808::1', '192.88.99.1'],
  ['never', 'Teredo', '2001::1', '2001:0:7f00:1::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  [
    'never',
    'other protocols below 2001::/23',
    '2001:2::1',
    '2001:3::1',
    '2001:10::1',
    '2001:20::1',
    '2001:1ff::1',
  ],
  ['never', 'link-local', '169.254.0.1', '169.254.169.254', 'fe80::1', 'febf::1', '::ffff:169.254.169.254'],
  ['never', 'with a zone', 'fe80::1%eth0', '2606:4700::1111%eth0', '::1%lo', 'fd12::1%0'],
  [
    'never',
    'services of clouds',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
    '192.0.0.192',
  ],
  ['never', 'unspecified', '0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'],
  [
    'never',
    'multicast and broadcast',
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    'ff02::1',
    'ff0e::1',
  ],
  [
    'never',
    'reserved, tests, documentation',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
  ],
  ['never', 'reserved, continued', '240.0.0.1', '192.31.196.1', '192.52.193.1', '192.175.48.1'],
  ['never', 'reserved IPv6', '100::1', '2001:db8::1', '3fff::1', 'fec0::1', '5f00::1', '2620:4f:8000::1'],
  [
    'never',
    'unassigned IPv6',
    '1::1',
    '64::1',
    '400::1',
    '1000::1',
    '2004::1',
    '2200::1',
    '2500::1',
    '2d00::1',
  ],
  [
    'never',
    'unassigned IPv6, continued',
    '3000::1',
    '4000::1',
    '8000::1',
    'a000::1',
    'e000::1',
    'f000::1',
    'fe00::1',
  ],
  [
    'never',
    'no address',
    '',
    'nonsense',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '8.8.8.8:53',
    '[::1]',
  ],
];

describe('an address that a name resolved to', () => {
  const cases = table.flatMap(([verdict, what, ...addresses]) =>
    addresses.map((address) => [verdict, what, address] as const),
  );

  it.each(cases)('is dialled %s: %s (%s)', (verdict, _what, address) => {
    expect({ without: mayDial(address, false), allowed: mayDial(address, true) }).toEqual({
      without: verdict === 'always',
      allowed: verdict !== 'never',
    });
  });
});
