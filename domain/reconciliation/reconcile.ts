import { auditDifferences } from './audit-trail.ts';
import type { Difference } from './difference.ts';
import type { LedgerFacts } from './facts.ts';
import { ledgerDifferences } from './ledger.ts';
import { type Patience, sendingDifferences } from './sendings.ts';

/** Ledger and audit among each other: everything that rows alone can tell (architecture.md 15). */
export const rowDifferences = (facts: LedgerFacts, patience: Patience): readonly Difference[] => [
  ...ledgerDifferences(facts),
  ...auditDifferences(facts),
  ...sendingDifferences(facts, patience),
];
