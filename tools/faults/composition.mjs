/** Readings, kinds of lines, control totals and mapping (docs/rules.md 2, 4, 11, 12). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const composition = [
  {
    name: 'A failed reading is passed over where an earlier one was complete',
    file: 'domain/comparison/readings.ts',
    find: "if (newestRead !== null && newestRead.outcome !== 'counted') {",
    replace: "if (newestRead !== null && newestRead.outcome !== 'counted' && lastComplete === null) {",
    tests: ['domain/comparison/readings.unit.test.ts'],
  },
  {
    name: 'An agreement that was never read counts as one without lines',
    file: 'domain/comparison/readings.ts',
    find: 'return neverRead && facts.usableAgreements.has(agreementId)',
    replace: 'return neverRead && !facts.usableAgreements.has(agreementId)',
    tests: ['domain/comparison/readings.unit.test.ts', 'domain/comparison/rules-2.unit.test.ts'],
  },
  {
    name: 'Control totals balance though a live line is in no usage line',
    file: 'domain/comparison/control-totals.ts',
    find: '.filter(({ line }) => !ignored.has(line.id))\n',
    replace: ".filter(({ line }) => line.id === '')\n",
    tests: ['domain/comparison/control-totals.unit.test.ts'],
  },
  {
    name: 'Accounts are matched by a name that two companies have',
    file: 'domain/mapping/exact-match.ts',
    find: 'twin !== undefined || company.deleted',
    replace: 'twin?.deleted === true || company.deleted',
    tests: ['domain/mapping/matching.unit.test.ts'],
  },
  {
    name: 'An account is mapped to a company in the recycle bin',
    file: 'domain/mapping/account-decision.ts',
    find: 'if (company.deleted) {',
    replace: 'if (company.deleted && account.gone) {',
    tests: ['domain/mapping/decisions.unit.test.ts'],
  },
];
