import type { Database } from '../../db/model/database.ts';
import { objectDifferences } from '../../db/roles/compare-objects.ts';
import type { GrantedRoleNames } from '../../db/roles/role-names.ts';
import { bad, type Check, good } from './check.ts';

const name = 'database.objects';
/** Differences of one line; of the others their number. */
const shown = 5;

/** Whether triggers, rules, policies, owners, grants and functions are those that the migrations create. */
export async function examineObjects(db: Database, names: GrantedRoleNames): Promise<readonly Check[]> {
  const differences = await objectDifferences(db, names);
  if (differences.length === 0)
    return [good(name, 'triggers, policies, owners, grants and functions are those of the migrations')];
  const further = differences.length - shown;
  const found = [...differences.slice(0, shown), ...(further > 0 ? [`${further} more`] : [])].join('; ');
  return [
    bad(
      name,
      found,
      'Somebody changed the database as its owner. Keep a copy of it, run seatwise audit verify and seatwise reconcile, and find out who. The migrate job puts grants right; undo the rest by hand, or restore a backup.',
    ),
  ];
}
