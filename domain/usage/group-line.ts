import type { LineSource } from './composition.ts';
import type { LineRole } from './line-roles.ts';
import type { AssessedLine } from './line-assessment.ts';

/** A line as one group sees it. */
export interface GroupLine extends AssessedLine {
  readonly role: LineRole | null;
  /** What its free units are; null: it has none, or nobody said (RULES 9). */
  readonly included: LineSource['included'];
  /** On an agreement of the group's parent or bill-to company (RULES 4). */
  readonly foreign: boolean;
}

/** Of the line, then of those that it continues: a rule of one of them is a rule of it (RULES 13). */
export const idsOfLine = ({ line, continues = [] }: GroupLine): readonly string[] => [line.id, ...continues];
