import { evaluateAudit } from './audit-trail.ts';
import { evaluateBound } from './approval-binding.ts';
import { evaluateRules } from './billing-rules.ts';
import { evaluateEffects } from './effects.ts';
import { type OracleFacts, type OracleSources, readFacts } from './facts.ts';
import { evaluateLedger } from './ledger.ts';
import type { Violation, ViolationKind } from './violation.ts';

/**
 * Compares the PSA's request log with ledger, rows and audit: each applied change is one effective write, equal to what was
 * approved, approved before it was written, landed on its invoice; and nothing else happened (architecture.md 13).
 *
 * @param since request log entries up to this `seq` are taken as good: what stood there before the test
 * @returns empty: all is well
 */
export async function oracle({
  since = 0,
  ...sources
}: OracleSources & { readonly since?: number }): Promise<readonly Violation[]> {
  return evaluate(await readFacts(sources), since);
}

/** The judgement on facts that were read; pure. */
export const evaluate = (facts: OracleFacts, since = 0): readonly Violation[] => [
  ...evaluateEffects(facts, since),
  ...evaluateBound(facts),
  ...evaluateRules(facts),
  ...evaluateLedger(facts),
  ...evaluateAudit(facts),
];

/**
 * Fails with every violation in words.
 *
 * @param but kinds a test forces; each must be there, and no other
 * @param told words of violations that were told before, and are not told again; those told now are added
 */
export async function expectOracle(
  sources: OracleSources & { readonly since?: number },
  but: readonly ViolationKind[] = [],
  told = new Set<string>(),
): Promise<void> {
  const violations = (await oracle(sources)).filter(({ words }) => !told.has(words));
  for (const { words } of violations) told.add(words);
  const unexpected = violations.filter(({ kind }) => !but.includes(kind));
  const missing = but.filter((kind) => violations.every((one) => one.kind !== kind));
  expect({ unexpected: unexpected.map(({ kind, words }) => `${kind}: ${words}`), missing }).toEqual({
    unexpected: [],
    missing: [],
  });
}
