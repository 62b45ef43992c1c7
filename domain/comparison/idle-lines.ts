import { type BillingGroup, vendorQuantity } from './billing-groups.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { foundLines, type FoundLines } from './elsewhere-billed.ts';
import type { GroupLine } from './group-line.ts';
import { isOutside } from '../usage/line-roles.ts';

/**
 * Groups, of which each whose seats nothing else bills has the line that Seatwise ended last as one of 0 units: where changes
 * name a day, no line is ever deleted, and a second one of the same product is not needed (RULES 17).
 */
export function withIdleLines(
  groups: readonly BillingGroup[],
  input: CompositionInput,
): readonly BillingGroup[] {
  let found: FoundLines | null = null;
  return groups.map((group) => {
    const idle = group.billedTwice ? undefined : idleLineOf(group);
    if (idle === undefined || hasDuplicate(group, groups)) return group;
    found ??= foundLines(input);
    // What may bill the seats elsewhere is for a person first (RULES 8).
    if (found.hasAny(group)) return group;
    const { own: _, ...line } = idle;
    const live: GroupLine = { ...line, status: 'live', notLiveReason: null };
    return { ...group, lines: group.lines.map((one) => (one === idle ? live : one)) };
  });
}

function idleLineOf({ accounts, alsoCandidates, lines }: BillingGroup): GroupLine | undefined {
  const seats = vendorQuantity(accounts);
  const isBilled = alsoCandidates.length > 0 || lines.some(mayBill);
  return seats === null || seats === 0 || isBilled
    ? undefined
    : lines.filter(isUsable).toSorted(byEnd).at(-1);
}

const isUsable = ({ idle, usability, role, foreign }: GroupLine): boolean =>
  idle === true && usability?.usable === true && !isOutside(role) && !foreign;

const mayBill = ({ status, role }: GroupLine): boolean => status !== 'ended' && !isOutside(role);

const byEnd = (a: GroupLine, b: GroupLine): number => (endOf(a) < endOf(b) ? -1 : 1);
const endOf = ({ own }: GroupLine): string => own?.ends ?? '';

/** A line that a person called a duplicate bills the seats as long as nothing else does (RULES 4). */
const hasDuplicate = ({ companyId }: BillingGroup, groups: readonly BillingGroup[]): boolean =>
  groups.some((one) => one.companyId === companyId && one.billedTwice && one.lines.some(mayBillAgain));

const mayBillAgain = ({ status }: GroupLine): boolean => status === 'live' || status === 'future';

/** Whether a line in the total has no units because Seatwise ended it. */
export const isRevived = ({ idle, status }: GroupLine): boolean => idle === true && status === 'live';
