/** The console. */
/** @type {readonly import('./list.mjs').Fault[]} */
export const consoleFaults = [
  {
    name: 'A tick for one text counts for the next',
    file: 'web/components/confirm-content.tsx',
    find: 'consent !== undefined && agreedTo !== consent',
    replace: 'consent !== undefined && agreedTo === null',
    tests: ['web/components/confirm-dialog.component.test.tsx'],
  },
  {
    name: "A vendor's mark of direction turns around what stands beside it",
    file: 'web/components/visible-text.ts',
    find: '\\u200f\\u202a-\\u202e\\u2066',
    replace: '\\u200f\\u2066',
    tests: ['web/components/vendor-text.component.test.tsx'],
  },
];
