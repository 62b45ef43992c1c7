import type { PsaCompany } from '../psa-facts.ts';
import type { CompositionInput, IncludedChoice, LineChoice } from '../usage/composition.ts';
import type { GroupLine } from './group-line.ts';
import { answersFor } from './included-units.ts';
import { isOutside } from '../usage/line-roles.ts';
import type { AssessedLine } from './line-assessment.ts';
import { mayBeUndone } from '../usage/own-dates.ts';

export interface LineOwnership {
  /** Lines by the company of the group they belong to; each line stands in one group at most (RULES 2). */
  readonly byCompany: ReadonlyMap<string, readonly GroupLine[]>;
  /** Further candidates of a group without a live line of its own that another group holds for now. */
  readonly alsoCandidates: ReadonlyMap<string, readonly GroupLine[]>;
  /**
   * Lines that are to be ended as duplicates, or whose end may still be undone, by the company whose seats they bill once
   * more; in no other group.
   */
  readonly duplicates: ReadonlyMap<string, readonly GroupLine[]>;
}

interface OwnershipFacts {
  readonly groupCompanies: ReadonlySet<string>;
  /** Companies whose parent or bill-to company is the key, in the order of their ids. */
  readonly billedThrough: ReadonlyMap<string, readonly string[]>;
  readonly choices: ReadonlyMap<string, LineChoice>;
  readonly included: ReadonlyMap<string, IncludedChoice>;
}

/**
 * Which group a line belongs to (RULES 2: at most one; RULES 4: parent and bill-to candidates). A duplicate belongs
 * to those of the company for which a person called it one. Of the others:
 * 1. the group for which a person named it `target` or `counts`;
 * 2. else the group of its own company, where that has mapped accounts;
 * 3. else the first group that is billed through its company, has no live line of its own and did not ignore it;
 * 4. else its own company, without accounts: `no-account`.
 *
 * @param groupCompanies companies with at least one mapped, unmarked account
 */
export function lineOwnership(
  input: Pick<CompositionInput, 'companies' | 'choices' | 'included' | 'vendorServiceId'>,
  lines: readonly AssessedLine[],
  groupCompanies: ReadonlySet<string>,
): LineOwnership {
  const facts: OwnershipFacts = {
    groupCompanies,
    billedThrough: billedThrough(input.companies),
    choices: choicesByLine(input, lines),
    included: new Map(
      input.included
        .filter(({ vendorServiceId }) => vendorServiceId === input.vendorServiceId)
        .map((choice) => [choice.psaLineId, choice]),
    ),
  };
  const owned = new Map<string, GroupLine[]>();
  const duplicates = new Map<string, GroupLine[]>();
  const rest: AssessedLine[] = [];
  const others: AssessedLine[] = [];
  for (const line of lines) {
    const choice = facts.choices.get(line.line.id);
    if (choice?.role === 'duplicate' && (isOrWillBeBilled(line) || mayBeUndone(line.own, line.usability)))
      give(duplicates, choice.companyId, line, facts);
    else others.push(line);
  }
  for (const line of others) {
    const owner = certainOwner(line, facts);
    if (owner === null) rest.push(line);
    else give(owned, owner, line, facts);
  }
  const withoutOwnLine = [...groupCompanies].filter((company) => !hasOwnLiveLine(owned.get(company)));
  const seeking = new Set(withoutOwnLine);
  for (const line of rest) {
    const owner = candidateOwner(line, facts, seeking);
    if (owner !== null) give(owned, owner, line, facts);
  }
  return { byCompany: owned, alsoCandidates: alsoCandidates(others, owned, facts, seeking), duplicates };
}

const isOrWillBeBilled = ({ status, usability }: AssessedLine): boolean =>
  status === 'live' || (status === 'future' && usability?.usable === true);

/** It gives the line to its company for good. */
const claims = ({ role }: LineChoice): boolean => role === 'target' || role === 'counts';

/** A renewal that took over has the role of the line that it continues, until a person gives it one. */
function choicesByLine(
  input: Pick<CompositionInput, 'choices' | 'vendorServiceId'>,
  lines: readonly AssessedLine[],
): ReadonlyMap<string, LineChoice> {
  const byLine = new Map<string, LineChoice>();
  const rank = (choice: LineChoice): string => `${claims(choice) ? 0 : 1} ${choice.companyId}`;
  for (const choice of input.choices) {
    if (choice.vendorServiceId !== input.vendorServiceId) continue;
    const before = byLine.get(choice.psaLineId);
    if (before === undefined || rank(choice) < rank(before)) byLine.set(choice.psaLineId, choice);
  }
  const given = new Map(byLine);
  for (const { line, status, continues } of lines) {
    if (status !== 'live' || given.has(line.id)) continue;
    const former = continues?.map((id) => given.get(id)).find((choice) => choice !== undefined);
    if (former !== undefined) byLine.set(line.id, former);
  }
  return byLine;
}

function billedThrough(companies: readonly PsaCompany[]): ReadonlyMap<string, readonly string[]> {
  const through = new Map<string, string[]>();
  for (const company of companies) {
    for (const other of new Set([company.parentCompanyId, company.billToCompanyId])) {
      if (other === null) continue;
      const known = through.get(other);
      if (known === undefined) through.set(other, [company.id]);
      else known.push(company.id);
    }
  }
  for (const ids of through.values()) ids.sort();
  return through;
}

/** Rules 1 and 2: owners that do not depend on who else has no line. */
function certainOwner(assessed: AssessedLine, { choices, groupCompanies }: OwnershipFacts): string | null {
  const choice = choices.get(assessed.line.id);
  if (choice !== undefined && claims(choice) && groupCompanies.has(choice.companyId)) return choice.companyId;
  return assessed.companyId !== null && groupCompanies.has(assessed.companyId) ? assessed.companyId : null;
}

/** Rules 3 and 4. A line that is not live is nobody's candidate. */
function candidateOwner(
  assessed: AssessedLine,
  facts: OwnershipFacts,
  seeking: ReadonlySet<string>,
): string | null {
  const home = assessed.companyId;
  if (home === null || assessed.status !== 'live') return home;
  const choice = facts.choices.get(assessed.line.id);
  const candidates = (facts.billedThrough.get(home) ?? []).filter((company) => seeking.has(company));
  const ignoredBy = choice !== undefined && isOutside(choice.role) ? choice.companyId : null;
  const first = candidates.find((company) => company !== ignoredBy);
  if (first !== undefined) return first;
  return ignoredBy !== null && candidates.includes(ignoredBy) ? ignoredBy : home;
}

function give(
  owned: Map<string, GroupLine[]>,
  owner: string,
  assessed: AssessedLine,
  facts: OwnershipFacts,
): void {
  const line = seenFrom(owner, assessed, facts);
  const known = owned.get(owner);
  if (known === undefined) owned.set(owner, [line]);
  else known.push(line);
}

function seenFrom(company: string, assessed: AssessedLine, { choices, included }: OwnershipFacts): GroupLine {
  const choice = choices.get(assessed.line.id);
  const role = choice !== undefined && choice.companyId === company ? choice.role : null;
  const said = included.get(assessed.line.id);
  const holds =
    said !== undefined && said.companyId === company && answersFor(said, assessed.line.lessIncluded);
  return {
    ...assessed,
    role,
    included: holds ? { answer: said.answer, reason: said.reason } : null,
    foreign: assessed.companyId !== company,
  };
}

/**
 * A line of the group's own company. One outside of the sum is something else; one claimed from the parent or
 * bill-to company does not end the question about its neighbors there: every candidate gets a role (RULES 4).
 */
function hasOwnLiveLine(lines: readonly GroupLine[] | undefined): boolean {
  return (
    lines !== undefined &&
    lines.some((line) => line.status === 'live' && !line.foreign && !isOutside(line.role))
  );
}

/**
 * Live lines of a parent or bill-to company that another group holds, seen from a group that has no line of its own
 * and has not ignored them. Those a person gave another group for good are no candidates.
 */
function alsoCandidates(
  lines: readonly AssessedLine[],
  owned: ReadonlyMap<string, readonly GroupLine[]>,
  facts: OwnershipFacts,
  seeking: ReadonlySet<string>,
): ReadonlyMap<string, readonly GroupLine[]> {
  const also = new Map<string, GroupLine[]>();
  for (const assessed of lines) {
    if (assessed.companyId === null || assessed.status !== 'live') continue;
    const choice = facts.choices.get(assessed.line.id);
    const settled = choice !== undefined && claims(choice) && facts.groupCompanies.has(choice.companyId);
    if (settled) continue;
    for (const company of facts.billedThrough.get(assessed.companyId) ?? []) {
      const ignored = choice !== undefined && isOutside(choice.role) && choice.companyId === company;
      const holds = owned.get(company)?.some((line) => line.line.id === assessed.line.id) === true;
      if (seeking.has(company) && !ignored && !holds) give(also, company, assessed, facts);
    }
  }
  return also;
}
