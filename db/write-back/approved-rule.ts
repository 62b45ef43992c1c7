import { type RawBuilder, sql } from 'kysely';
import type { AppliedRule } from '../../domain/usage/composition.ts';

/** The billing rule that a decided change follows; null: it follows none (RULES 13). A revert or a proof is of no count. */
export const ruleOf = (line: RawBuilder<unknown>): RawBuilder<AppliedRule | null> =>
  sql`case when ${line}.decision in ('approve', 'adjust', 'create') then ${line}.evidence #> '{composed,rule,applied}' end`;
