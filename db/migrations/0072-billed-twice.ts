import { type Kysely, sql } from 'kysely';

/**
 * A line beside others is for another purpose, or a duplicate that is to be ended (RULES 4); `ignore`, which said neither,
 * stays in rows of before and is asked once more. Duplicates are a usage line of their own kind.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table line_choice drop constraint line_choice_role_check;
    alter table line_choice add constraint line_choice_role_check
      check (role in ('target', 'counts', 'other-purpose', 'duplicate', 'ignore'));
    alter table line_choice add constraint line_choice_outside_reason
      check (role not in ('other-purpose', 'duplicate') or reason is not null);
    alter table usage_line drop constraint usage_line_kind_check;
    alter table usage_line add constraint usage_line_kind_check
      check (kind in ('unmapped', 'not-read', 'bills-nothing', 'choice', 'orphan', 'new', 'no-account', 'billed-twice',
        'match', 'increase', 'decrease'));
    alter table usage_line drop constraint usage_line_need_check;
    alter table usage_line add constraint usage_line_need_check
      check (need in ('conflict', 'on-hold', 'increase', 'decrease', 'proposed', 'held', 'included', 'choice', 'unmapped',
        'new', 'bills-nothing', 'orphan', 'billed-twice', 'no-account', 'not-read', 'stale'));
  `.execute(db);
}
