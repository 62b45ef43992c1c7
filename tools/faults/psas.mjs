/** The adapters of ConnectWise, Autotask and HaloPSA (docs/vendors). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const psas = [
  {
    name: 'A list that is shorter than the PSA counts is taken',
    file: 'psa/whole-list.ts',
    find: 'if (counted.value === pages.rows.length) return pages;',
    replace: 'if (counted.value >= pages.rows.length) return pages;',
    tests: ['psa/whole-list.unit.test.ts'],
  },
  {
    name: 'ConnectWise: a server fault counts as a rejected change',
    file: 'psa/connectwise/line-write.ts',
    find: 'if (status >= 500 || noSuchLine.has(status)',
    replace: 'if (noSuchLine.has(status)',
    tests: ['psa/connectwise/connectwise-contract.integration.test.ts'],
    only: 'server-fault is',
  },
  {
    name: 'Autotask: a decrease is sent as an increase',
    file: 'psa/autotask/adjustment.ts',
    find: 'unitChange: after - before,',
    replace: 'unitChange: Math.abs(after - before),',
    tests: ['psa/autotask/autotask.integration.test.ts'],
    only: 'names its line, the difference and the day',
  },
  {
    name: 'Autotask: of two rows that begin on one day the superseded one is in force',
    file: 'psa/autotask/units.ts',
    find: ': otherCut === true;',
    replace: ': cut === true;',
    tests: ['psa/autotask/units.unit.test.ts'],
  },
  {
    name: 'HaloPSA: the secret is given to a host that the instance names',
    file: 'psa/halopsa/site.ts',
    find: '(inCloud(host) && inCloud(named))',
    replace: '(inCloud(host) || inCloud(named))',
    tests: ['psa/halopsa/site.unit.test.ts'],
  },
  {
    name: 'HaloPSA: a pro-rata change that waits for its invoice is not counted',
    file: 'psa/halopsa/lines.ts',
    find: '.filter(({ isinvoiced }) => isinvoiced !== true)',
    replace: '.filter(({ isinvoiced }) => isinvoiced === null)',
    tests: ['psa/halopsa/lines.unit.test.ts'],
  },
];
