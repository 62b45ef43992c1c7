import { message } from '../../messages/message.ts';
import { billableUnits } from '../billing-rules/billable-units.ts';
import { decimal } from '../quantity.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { EvidenceFact, LedgerFacts, LineFact, RuleVersionFact } from './facts.ts';

type Found = Difference<'not-by-rule' | 'former-rule'>;

/** Each decided change against the stored version of the billing rule that it binds (RULES 13). */
export function ruleDifferences({ lines, rules }: LedgerFacts): readonly Found[] {
  const versions = new Map(rules.map((rule) => [keyOf(rule), rule]));
  const newest = new Map<string, number>();
  for (const { id, version } of rules) newest.set(id, Math.max(version, newest.get(id) ?? 0));
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
  const { units } = billableUnits(seatsByStatus(accounts), stored.terms, day);
  return [...otherUnits(line, applied.units, units), ...otherUnits(line, approved, units)];
}

function otherUnits(line: LineFact, approved: number | null, units: number): readonly Found[] {
  if (approved === null || approved === units) return [];
  return [differenceOf('not-by-rule', line, message('reconciliation.other-units', { approved, units }))];
}

function seatsByStatus(accounts: EvidenceFact['accounts']): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const [status, users] of accounts.flatMap(({ byStatus }) => Object.entries(byStatus ?? {})))
    sum[status] = (sum[status] ?? 0) + users;
  return sum;
}

/** What the change makes the lines of the group bill, less units in addition to the seats; null: a line has no quantity. */
const billedOnceDone = ({ before, after, composed }: LineFact): number | null =>
  composed.psaQuantity === null
    ? null
    : decimal(composed.psaQuantity).plus(after).minus(before).minus(composed.includedBeside).toNumber();

/** What waits is bound to a version in force: another one would have ended it. */
function ofVersion(line: LineFact, newest: ReadonlyMap<string, number>): readonly Found[] {
  const applied = line.composed.rule?.applied ?? null;
  const now = applied === null ? undefined : newest.get(applied.id);
  if (applied === null || now === undefined || line.state !== 'queued' || now === applied.version) return [];
  const versions = { approved: applied.version, now };
  return [differenceOf('former-rule', line, message('reconciliation.former-rule', versions))];
}
