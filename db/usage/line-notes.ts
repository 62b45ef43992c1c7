import { sql } from 'kysely';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Role } from '../../domain/roles.ts';
import type { Day } from '../../domain/quantity.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { oneOf } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';

export interface LineNote {
  readonly text: string | null;
  /** Id of a member. */
  readonly assignee: string | null;
  readonly until: Day | null;
}

export interface StoredNote extends LineNote {
  readonly version: number;
}

/** As the audit names what is written beside a usage line: nothing is decided by it. */
export const noteActions = { noted: 'usage-line.noted', assigned: 'usage-line.assigned' } as const;

/** By group; a group of which nothing was ever written is absent. */
export async function lineNotes(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredNote>> {
  const rows = await db
    .selectFrom('lineNote')
    .select(['groupKey', 'text', 'assignee', 'untilDay as until', 'version'])
    .where(ownedBy(key))
    .where(oneOf('groupKey', groupKeys))
    .execute();
  return new Map(rows.map(({ groupKey, ...note }) => [groupKey, note]));
}

/** Each takes the place of its group's note before. */
export async function putLineNotes(
  tx: Tx,
  key: IntegrationKey,
  notes: readonly (StoredNote & { readonly groupKey: string })[],
  by: Actor,
  at: Date,
): Promise<void> {
  if (notes.length === 0) return;
  await tx
    .insertInto('lineNote')
    .values(
      notes.map(({ until, ...note }) => ({
        tenantId: key.tenantId,
        integrationId: key.integrationId,
        ...note,
        untilDay: until,
        writtenBy: JSON.stringify(by),
        writtenAt: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'integrationId', 'groupKey']).doUpdateSet((eb) => ({
        text: eb.ref('excluded.text'),
        assignee: eb.ref('excluded.assignee'),
        untilDay: eb.ref('excluded.untilDay'),
        version: eb.ref('excluded.version'),
        writtenBy: eb.ref('excluded.writtenBy'),
        writtenAt: eb.ref('excluded.writtenAt'),
      })),
    )
    .execute();
}

export interface NamedMember {
  readonly id: string;
  readonly name: string;
}

/** Members with one of these roles who may sign in, by name. */
export const membersWithRole = (
  db: Queryable,
  tenantId: string,
  withRoles: readonly Role[],
): Promise<readonly NamedMember[]> =>
  db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('tenantId', '=', tenantId)
    .where('disabledAt', 'is', null)
    .where('role', 'in', [...withRoles])
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute();

/** Whatever became of them. */
export async function memberNames(
  db: Queryable,
  tenantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('tenantId', '=', tenantId)
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
