import { auditDifferences } from '../../domain/reconciliation/audit-trail.ts';
import type { OracleFacts } from './facts.ts';
import { type Violation, violationOf } from './violation.ts';

/** The judgement of `seatwise reconcile` on the audit. */
export const evaluateAudit = (facts: OracleFacts): readonly Violation[] =>
  auditDifferences(facts).map(violationOf);
