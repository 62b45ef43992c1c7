/** What people decide, and what an approval binds (docs/rules.md 6, 7, 8). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const decisions = [
  {
    name: 'A decision on an older version of the line is taken',
    file: 'domain/decisions/decide.ts',
    find: 'if (wish.lineVersion !== facts.version) {',
    replace: 'if (wish.lineVersion > facts.version) {',
    tests: ['domain/write-back/rules-7-8-decisions.unit.test.ts'],
  },
  {
    name: 'A decrease below an approved change that waits is approved by selecting all',
    file: 'domain/decisions/decide.ts',
    find: 'decimal(sum).lessThan(line.psaQuantity) || decimal(sum).lessThan(willBe)',
    replace: 'decimal(sum).lessThan(line.psaQuantity) && decimal(sum).lessThan(willBe)',
    tests: ['domain/write-back/rules-7-8-decisions.unit.test.ts'],
  },
  {
    name: 'An approval does not bind the quantities of the other lines',
    file: 'domain/write-back/snapshot-differences.ts',
    find: 'sourceDifferences(known, neighbor, [],',
    replace: "sourceDifferences(known, neighbor, ['quantity'],",
    tests: ['domain/decisions/snapshot.unit.test.ts', 'domain/write-back/rules-6-approval.unit.test.ts'],
  },
  {
    name: 'A change is reverted though its invoice was made',
    file: 'domain/decisions/revert.ts',
    find: 'landed !== null && nextInvoiceDate !== null && nextInvoiceDate > landed;',
    replace: 'landed !== null && nextInvoiceDate !== null && nextInvoiceDate < landed;',
    tests: ['domain/decisions/revert.unit.test.ts'],
  },
  {
    name: 'Credits of a day make room for further increases',
    file: 'domain/write-back/daily-cap.ts',
    find: 'own.amount?.abs() ?? 0',
    replace: 'own.amount ?? 0',
    tests: ['domain/comparison/rules-9-currency.unit.test.ts'],
  },
  {
    name: 'A change for a chosen later invoice binds the rule that the line shows',
    file: 'domain/decisions/rule-conflict.ts',
    find: 'const ruled = { ownRule: own ?? null };',
    replace: 'const ruled = own === null ? { ownRule: null } : {};',
    tests: ['domain/decisions/rule-conflict.unit.test.ts'],
  },
];
