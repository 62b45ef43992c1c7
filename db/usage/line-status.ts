import type { IntegrationKey } from '../../domain/keys.ts';
import type { Day } from '../../domain/quantity.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { decisionStatus } from '../../domain/decisions/decision-status.ts';
import { pipelined } from '../driver/pipelined.ts';
import type { Queryable } from '../model/database.ts';
import { fallenApprovals, lineDecisions } from './line-decisions.ts';

/**
 * Decision and decision flags of lines of these groups on their composition of that day (RULES 8).
 *
 * @param underWay those of the groups for which an approved change is under way
 */
export async function decisionsOn(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
  underWay: ReadonlySet<string>,
  today: Day,
) {
  const [stored, fallen] = await pipelined(db, (tx) =>
    Promise.all([lineDecisions(tx, key, groupKeys), fallenApprovals(tx, key, groupKeys)]),
  );
  return (line: ComposedLine, version: number) =>
    decisionStatus(
      line,
      version,
      stored.get(line.groupKey) ?? null,
      { live: underWay.has(line.groupKey), fallen: fallen.get(line.groupKey) ?? null },
      today,
    );
}

/** The name people look for: the company, or the account where no company is known. */
export function labelling(
  input: Pick<CompositionInput, 'companies' | 'accounts'>,
): (line: ComposedLine) => string {
  const companies = new Map(input.companies.map((company) => [company.id, company.name]));
  const accounts = new Map(input.accounts.map((account) => [account.id, account.name]));
  return (line) =>
    (line.companyId === null ? undefined : companies.get(line.companyId)) ??
    (line.accountId === null ? undefined : accounts.get(line.accountId)) ??
    line.groupKey;
}
