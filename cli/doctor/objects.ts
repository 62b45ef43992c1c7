import type { Database } from '../../db/model/database.ts';
import { schemaVersion } from '../../db/migrations/index.ts';
import { objectDifferences } from '../../db/roles/compare-objects.ts';
import type { GrantedRoleNames } from '../../db/roles/role-names.ts';
import { message } from '../../messages/message.ts';
import { bad, type Check, good } from './check.ts';

const name = 'database.objects';
/** Differences of one line; of the others their number. */
const shown = 5;

/**
 * Whether roles, triggers, rules, policies, owners, grants, functions, and constraints are those that the migrations
 * create.
 */
export async function examineObjects(db: Database, names: GrantedRoleNames): Promise<readonly Check[]> {
  const { version } = await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow();
  const schema = version > schemaVersion.version ? 'newer' : 'own';
  const differences = await objectDifferences(db, names, schema);
  if (differences.length === 0) return [good(name, message('doctor.objects'))];
  const further = differences.length - shown;
  const found = message('doctor.objects.differ', {
    differences: [
      ...differences.slice(0, shown),
      ...(further > 0 ? [message('doctor.objects.further', { count: further })] : []),
    ],
  });
  return [bad(name, found, message('doctor.objects.advice'))];
}
