import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Queryable, Tx } from '../model/database.ts';
import { byKey, type KeyColumn, type KeyPage, keyPage, type KeyPageRequest } from '../driver/key-page.ts';
import { contains } from '../driver/page.ts';
import { creatorOf, type NamedCreator } from './creators.ts';
import type { KeyScope, Role } from '../../domain/roles.ts';
import { marginRoleOf } from './margin-role.ts';

/** Whose membership a key works by. */
export interface KeyOwner {
  readonly id: string;
  readonly name: string;
  /** False: they are disabled, and the key is suspended. */
  readonly isActive: boolean;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The first characters, for people to recognize it. */
  readonly prefix: string;
  readonly role: Role;
  readonly scopes: readonly KeyScope[];
  readonly creator: NamedCreator;
  readonly owner: KeyOwner;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface ApiKeyInUse {
  readonly tenantId: string;
  readonly id: string;
  readonly role: Role;
  readonly scopes: readonly KeyScope[];
  readonly owner: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: Role;
  };
  readonly expiresAt: Date | null;
  /** Its use was noted within the last minute: it need not be noted again. */
  readonly isNoted: boolean;
  /** The least role that may see margins in this tenant (RULES 15). */
  readonly marginRole: Role;
}

const columns = [
  'id',
  'name',
  'prefix',
  'role',
  'scopes',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
] as const;

/** Every key has one. */
const owner =
  sql<KeyOwner>`(select jsonb_build_object('id', owner.id, 'name', owner.name, 'isActive', owner.disabled_at is null)
  from member owner where owner.tenant_id = api_key.tenant_id and owner.id = api_key.owner_id)`.as('owner');
/** Every key has one. */
const creator = creatorOf('apiKey').$castTo<NamedCreator>().as('creator');

export async function createApiKey(
  tx: Tx,
  key: {
    readonly tenantId: string;
    readonly name: string;
    readonly prefix: string;
    readonly keyHash: string;
    readonly role: Role;
    readonly scopes?: readonly KeyScope[];
    readonly createdBy: string;
    /** The key that it was made with. */
    readonly createdByKey?: string | null;
    readonly expiresAt: Date | null;
  },
): Promise<ApiKey> {
  return tx
    .insertInto('apiKey')
    .values({
      tenantId: key.tenantId,
      id: randomUUID(),
      name: key.name,
      prefix: key.prefix,
      keyHash: key.keyHash,
      role: key.role,
      scopes: [...(key.scopes ?? [])],
      createdBy: key.createdBy,
      ownerId: key.createdBy,
      createdByKey: key.createdByKey ?? null,
      expiresAt: key.expiresAt,
    })
    .returning([...columns, creator, owner])
    .executeTakeFirstOrThrow();
}

/** Null: no such key. */
export async function findApiKey(db: Queryable, tenantId: string, id: string): Promise<ApiKey | null> {
  const row = await db
    .selectFrom('apiKey')
    .select([...columns, creator, owner])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Of every key that may still be used, in order. */
export async function activeApiKeyIds(tx: Tx, tenantId: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('apiKey')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('revokedAt', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether a key that was found before is still in use. */
export async function isApiKeyInUse(db: Queryable, tenantId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('apiKey')
    .select('keyHash')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined && (await findApiKeyInUse(db, row.keyHash)) !== null;
}

/** A condition: the use of this key was noted within the last minute. */
const isNoted = (table: string) =>
  sql<boolean>`coalesce(${sql.ref(`${table}.lastUsedAt`)} >= now() - interval '1 minute', false)`;

/** Null: unknown, revoked, expired, or its owner is disabled. */
export async function findApiKeyInUse(db: Queryable, keyHash: string): Promise<ApiKeyInUse | null> {
  const row = await db
    .selectFrom('apiKey')
    .innerJoin('member', (join) =>
      join.onRef('member.tenantId', '=', 'apiKey.tenantId').onRef('member.id', '=', 'apiKey.ownerId'),
    )
    .select([
      'apiKey.tenantId',
      'apiKey.id',
      'apiKey.role',
      'apiKey.scopes',
      'apiKey.expiresAt',
      'member.id as ownerId',
      'member.email',
      'member.name',
      'member.role as ownerRole',
      marginRoleOf('apiKey').as('marginRole'),
      isNoted('apiKey').as('isNoted'),
    ]) // prettier-ignore
    .where('apiKey.keyHash', '=', keyHash)
    .where('apiKey.revokedAt', 'is', null)
    .where('member.disabledAt', 'is', null)
    .where((eb) => eb.or([eb('apiKey.expiresAt', 'is', null), eb('apiKey.expiresAt', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (row === undefined) return null;
  const { ownerId, email, name, ownerRole, ...key } = row;
  return { ...key, owner: { id: ownerId, email, name, role: ownerRole } };
}

/**
 * Notes the use, at most once a minute. Who finds the row locked leaves it: another request notes it, or somebody
 * revokes the key.
 */
export async function touchApiKey(db: Database, tenantId: string, id: string): Promise<void> {
  await db
    .updateTable('apiKey')
    .set({ lastUsedAt: sql`now()` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('apiKey as unused')
        .select('unused.id')
        .where('unused.tenantId', '=', tenantId)
        .where('unused.id', '=', id)
        .where(isNoted('unused'), '=', false)
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}

/** Revoked at once and for good, its hash erased; a second time changes nothing. Null: no such key. */
export async function revokeApiKey(
  tx: Tx,
  tenantId: string,
  id: string,
): Promise<{ readonly apiKey: ApiKey; readonly changed: boolean } | null> {
  const changed = await tx
    .updateTable('apiKey')
    .set({ revokedAt: sql`now()`, keyHash: sql<string>`'revoked:' || id` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  const apiKey = await findApiKey(tx, tenantId, id);
  return apiKey === null ? null : { apiKey, changed: changed !== undefined };
}

export async function setKeyOwner(tx: Tx, tenantId: string, id: string, ownerId: string): Promise<void> {
  await tx
    .updateTable('apiKey')
    .set({ ownerId })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

const newestFirst: readonly KeyColumn[] = [
  { kind: 'time', value: sql`created_at`, descending: true },
  { kind: 'id', value: sql`id` },
];

/** Newest first. */
export async function listApiKeys(
  db: Queryable,
  tenantId: string,
  q: string | undefined,
  page: KeyPageRequest,
): Promise<KeyPage<ApiKey>> {
  const paged = byKey(newestFirst, page);
  let query = db.selectFrom('apiKey').where('tenantId', '=', tenantId);
  if (q !== undefined) query = query.where(contains(q, sql`name`));
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .select([...columns, creator, owner])
    .select(paged.key.as('pageKey'))
    .where(paged.after)
    .orderBy(paged.order)
    .limit(paged.limit)
    .execute();
  return keyPage(rows, page.limit, Number(counted.total));
}
