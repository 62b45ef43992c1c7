/**
 * Ids of `patched(…)`, by what they check (docs/testing.md, "Recorded histories"). One is added with each change that
 * makes a running execution go another way, and never removed while a release runs that asked for it.
 */
export const patches = {
  /** Housekeeping compares ledger and audit after creating checkpoints. */
  ledgerChecked: 'ledger-checked',
} as const satisfies Readonly<Record<string, string>>;
