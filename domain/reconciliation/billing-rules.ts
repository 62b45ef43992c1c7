import { message } from '../../messages/message.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import { hasSameTerms, isValidOn } from '../billing-rules/billing-rule.ts';
import { decimal } from '../quantity.ts';
import { boundRule } from '../decisions/bound-rule.ts';
import { sumByStatus } from '../seats.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { LedgerFacts, LineFact, RuleVersionFact } from './facts.ts';

type Found = Difference<'not-by-rule' | 'former-rule'>;

/** Each decided change against the stored version of the billing rule that it binds (RULES 13). */
export function ruleDifferences({ lines, rules }: LedgerFacts): readonly Found[] {
  const versions = new Map(rules.map((rule) => [keyOf(rule), rule]));
  const newest = new Map<string, RuleVersionFact>();
  for (const rule of rules) {
    const known = newest.get(rule.id);
    if (known === undefined || known.version < rule.version) newest.set(rule.id, rule);
  }
  return lines
    .filter(({ decision }) => decision === 'approve' || decision === 'adjust')
    .flatMap((line) => [...ofQuantity(line, versions), ...ofVersion(line, newest)]);
}

const keyOf = ({ id, version }: Pick<RuleVersionFact, 'id' | 'version'>): string => `${id} ${version}`;

/** Rule, seats, and quantity fit each other. What has no complete count is told elsewhere. */
function ofQuantity(line: LineFact, versions: ReadonlyMap<string, RuleVersionFact>): readonly Found[] {
  const { rule, vendorQuantity, accounts } = line.composed;
  const approved = line.decision === 'approve' ? billedOnceDone(line) : null;
  if (rule?.applied == null) return vendorQuantity === null ? [] : otherUnits(line, approved, vendorQuantity);
  const { applied, day } = rule;
  const stored = versions.get(keyOf(applied));
  if (stored === undefined) {
    const missing = message('reconciliation.rule-missing', { version: applied.version });
    return [differenceOf('not-by-rule', line, missing)];
  }
  const { units } = billableUnits(sumByStatus(accounts), stored.terms, day);
  return [...otherUnits(line, applied.units, units), ...otherUnits(line, approved, units)];
}

function otherUnits(line: LineFact, approved: number | null, units: number): readonly Found[] {
  if (approved === null || approved === units) return [];
  return [differenceOf('not-by-rule', line, message('reconciliation.other-units', { approved, units }))];
}

/** What the change makes the lines of the group bill, less units in addition to the seats; null: a line has no quantity. */
const billedOnceDone = ({ before, after, composed }: LineFact): number | null =>
  composed.psaQuantity === null
    ? null
    : decimal(composed.psaQuantity).plus(after).minus(before).minus(composed.includedBeside).toNumber();

/** What waits stands under the terms that it binds on its first billed day: else it would have been ended. */
function ofVersion(line: LineFact, newest: ReadonlyMap<string, RuleVersionFact>): readonly Found[] {
  const rule = line.composed.rule;
  const now = newest.get(rule?.applied?.id ?? '');
  if (rule?.applied == null || now === undefined || line.state !== 'queued') return [];
  const day = boundRule({ ...line, evidence: line }, rule.day)?.day ?? rule.day;
  if (isValidOn(now, day) && hasSameTerms(rule.applied, now)) return [];
  const versions = { approved: rule.applied.version, now: now.version };
  return [differenceOf('former-rule', line, message('reconciliation.former-rule', versions))];
}
