/** Outbound calls: addresses, certificates, limits and what is kept of answers (docs/architecture.md 11). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const http = [
  {
    name: 'The address that a name resolves to is not looked at',
    file: 'http/dial.ts',
    find: 'addresses.filter(({ address }) => mayDial(address, allowPrivate))',
    replace: "addresses.filter(({ address }) => mayDial(address, allowPrivate) || address !== '')",
    tests: ['http/outbound.unit.test.ts'],
  },
  {
    name: 'Certificates are not checked',
    file: 'http/dial.ts',
    find: 'rejectUnauthorized: true',
    replace: 'rejectUnauthorized: false',
    tests: ['http/outbound.unit.test.ts'],
  },
  {
    name: 'IPv4 inside IPv6 is not looked at',
    file: 'http/addresses.ts',
    find: 'if (parsed.isIPv4MappedAddress()) return mayDialParsed(parsed.toIPv4Address(), allowPrivate);',
    replace: 'if (parsed.isIPv4MappedAddress()) return true;',
    tests: ['http/addresses.unit.test.ts'],
  },
];
