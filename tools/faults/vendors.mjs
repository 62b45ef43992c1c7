/** Duo: pages, the seat rule, hosts and signing (docs/vendors/duo.md). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const vendors = [
  {
    name: 'A page of users that cannot be read counts as an empty one',
    file: 'vendors/duo/answers.ts',
    find: "if (!parsed.success) return { ok: false, why: 'shape' };",
    replace: 'if (!parsed.success) return { ok: true, users: [], cleaned: 0 };',
    tests: ['vendors/duo/answers.unit.test.ts'],
  },
  {
    name: 'A next page that is the same page again is asked for',
    file: 'vendors/duo/user-pages.ts',
    find: 'if (metadata.next.offset <= offset)',
    replace: 'if (metadata.next.offset < offset)',
    tests: ['vendors/duo/account-users.unit.test.ts'],
  },
  {
    name: 'Disabled users take no seat',
    file: 'vendors/duo/seat-rule.ts',
    find: 'notCounted: [pendingDeletionStatus],',
    replace: 'notCounted: [pendingDeletionStatus, disabledStatus],',
    tests: ['vendors/duo/seat-rule.unit.test.ts'],
  },
  {
    name: 'Parameters are signed in the order of a language, not of their bytes',
    file: 'vendors/duo/sign.ts',
    find: '.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))',
    replace: '.sort((a, b) => a.localeCompare(b))',
    tests: ['vendors/duo/sign.unit.test.ts'],
  },
];
