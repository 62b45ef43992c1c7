import type { Day, DecimalText } from '../quantity.ts';
import type { LineSource } from '../usage/composition.ts';
import type { LineRole } from '../usage/line-roles.ts';
import type { AssessedLine } from './line-assessment.ts';

/** A line as one group sees it. */
export interface GroupLine extends AssessedLine {
  readonly role: LineRole | null;
  /** What its free units are; null: it has none, or nobody said (RULES 9). */
  readonly included: LineSource['included'];
  /** On an agreement of the group's parent or bill-to company (RULES 4). */
  readonly foreign: boolean;
  /** By how much it takes its company above its units from a day on that is later than today; absent: it does not. */
  readonly excess?: Excess;
}

/** What is billed on that day, against what is to be billed (RULES 4). */
export interface Excess {
  readonly from: Day;
  /** By all lines. */
  readonly billed: DecimalText;
  readonly units: DecimalText;
  /** The part of it that this line bills. */
  readonly over: DecimalText;
  /** What each line bills that day, this one last. */
  readonly shares: readonly { readonly of: GroupLine; readonly units: DecimalText; readonly since: Day }[];
}

/** Of the line, then of those that it continues: a rule of one of them is a rule of it (RULES 13). */
export const idsOfLine = ({ line, continues = [] }: GroupLine): readonly string[] => [line.id, ...continues];
