import type { IntegrationKey } from '../../domain/keys.ts';
import type { DecisionState } from '../../domain/states.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { readComposedLine } from '../model/stored-documents.ts';

/** A usage line as it stands in its row while somebody decides on it. */
export interface LineToDecide {
  readonly id: string;
  readonly groupKey: string;
  readonly label: string;
  readonly version: number;
  readonly decision: DecisionState;
  readonly composed: ComposedLine;
}

/** The integration of each known line; unknown ids, and those of other tenants, are absent. */
export async function integrationsOfLines(
  db: Queryable,
  tenantId: string,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'integrationId'])
    .where('tenantId', '=', tenantId)
    .where('id', 'in', [...lineIds])
    .execute();
  return new Map(rows.map((row) => [row.id, row.integrationId]));
}

export async function linesToDecide(
  db: Queryable,
  key: IntegrationKey,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, LineToDecide>> {
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'groupKey', 'label', 'version', 'decision', 'composed', 'form'])
    .where(ownedBy(key))
    .where('id', 'in', [...lineIds])
    .execute();
  return new Map(
    rows.map(({ id, groupKey, label, version, decision, composed, form }) => [
      id,
      { id, groupKey, label, version, decision, composed: readComposedLine(composed, form) },
    ]),
  );
}

/** What names a usage line, for who decides nothing about its numbers. */
export type LabelOfLine = Pick<LineToDecide, 'id' | 'groupKey' | 'label'>;

export async function labelsOfLines(
  db: Queryable,
  key: IntegrationKey,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, LabelOfLine>> {
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'groupKey', 'label'])
    .where(ownedBy(key))
    .where('id', 'in', [...lineIds])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The line of a group; null: the group has none. */
export async function lineOfGroup(
  db: Queryable,
  key: IntegrationKey,
  groupKey: string,
): Promise<LineToDecide | null> {
  const row = await db
    .selectFrom('usageLine')
    .select('id')
    .where(ownedBy(key))
    .where('groupKey', '=', groupKey)
    .executeTakeFirst();
  if (row === undefined) return null;
  return (await linesToDecide(db, key, [row.id])).get(row.id) ?? null;
}

export async function lineVersions(
  db: Queryable,
  key: IntegrationKey,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (lineIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('usageLine')
    .select(['id', 'version'])
    .where(ownedBy(key))
    .where('id', 'in', [...lineIds])
    .execute();
  return new Map(rows.map((row) => [row.id, row.version]));
}
