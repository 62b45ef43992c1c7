import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { ProviderRules } from '../../domain/provider-identity.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { type KeyRing, requireCurrentKey } from '../secrets/key-ring.ts';

/** What a provider's client secret is sealed with; as another's it does not open. */
export const providerSecretContext = ({
  tenantId,
  id,
}: {
  readonly tenantId: string;
  readonly id: string;
}): string => `${tenantId}|identity-provider|${id}|client-secret`;

/** Seals every client secret under a new master key. Returns how many. Throws where one does not open. */
export async function resealProviderSecrets(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const rows = await tx
    .selectFrom('identityProvider')
    .select(['tenantId', 'id', 'ciphertext'])
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const row of rows) {
    const context = providerSecretContext(row);
    await tx
      .updateTable('identityProvider')
      .set({ ciphertext: to.seal(from.open(row.ciphertext, context), context), keyVersion: to.version })
      .where('tenantId', '=', row.tenantId)
      .where('id', '=', row.id)
      .execute();
  }
  return rows.length;
}

/** Of an organization, without its secret. */
export interface StoredProvider extends ProviderRules {
  readonly tenantId: string;
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** Members who are connected with it. */
  readonly members: number;
}

/** What an administrator sets. */
export type ProviderFields = Omit<StoredProvider, 'tenantId' | 'id' | 'createdAt' | 'changedAt' | 'members'>;

const columns = [
  'tenantId',
  'id',
  'kind',
  'name',
  'issuer',
  'clientId',
  'domains',
  'roleClaim',
  'defaultRole',
  'enabled',
  'createdAt',
  'changedAt',
] as const;

const selectProviders = (db: Queryable, tenantId: string) =>
  db
    .selectFrom('identityProvider')
    .select(columns)
    .select(
      sql<ProviderRules['roles']>`coalesce((select jsonb_agg(jsonb_build_object('value', r.value, 'role', r.role) order by r.value)
        from identity_provider_role r
        where r.tenant_id = identity_provider.tenant_id and r.provider_id = identity_provider.id), '[]')`.as('roles'),
    )
    .select(
      sql<number>`(select count(distinct e.member_id)::int from external_identity e
        where e.tenant_id = identity_provider.tenant_id and e.provider_id = identity_provider.id)`.as('members'),
    )
    .where('tenantId', '=', tenantId); // prettier-ignore

/** By name. */
export const listProviders = (db: Queryable, tenantId: string): Promise<readonly StoredProvider[]> =>
  selectProviders(db, tenantId).orderBy('name').orderBy('id').execute();

export async function findProvider(
  db: Queryable,
  tenantId: string,
  id: string,
): Promise<StoredProvider | null> {
  return (await selectProviders(db, tenantId).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Returns the tenant of a provider, as public addresses contain only its ID; `null` when there is none. */
export async function tenantOfProvider(db: Queryable, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('identityProvider')
    .select('tenantId')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.tenantId ?? null;
}

/** Its client secret. Throws where it does not open. */
export async function providerSecret(
  db: Queryable,
  keyRing: KeyRing,
  key: { readonly tenantId: string; readonly id: string },
): Promise<string> {
  const row = await db
    .selectFrom('identityProvider')
    .select('ciphertext')
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.id)
    .executeTakeFirstOrThrow();
  return keyRing.open(row.ciphertext, providerSecretContext(key));
}

/** Throws `MasterKeyChanged`. */
export async function createProvider(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  { roles, ...fields }: ProviderFields,
  clientSecret: string,
): Promise<string> {
  await requireCurrentKey(tx, keyRing);
  const key = { tenantId, id: randomUUID() };
  await tx
    .insertInto('identityProvider')
    .values({ ...key, ...asRow(fields), ...sealed(keyRing, key, clientSecret) })
    .execute();
  await setRoles(tx, key, roles);
  return key.id;
}

/** @param clientSecret null: the present one stays. Throws `MasterKeyChanged`. */
export async function changeProvider(
  tx: Tx,
  keyRing: KeyRing,
  key: { readonly tenantId: string; readonly id: string },
  { roles, ...fields }: ProviderFields,
  clientSecret: string | null,
): Promise<void> {
  if (clientSecret !== null) await requireCurrentKey(tx, keyRing);
  await tx
    .updateTable('identityProvider')
    .set({
      ...asRow(fields),
      changedAt: sql<Date>`clock_timestamp()`,
      ...(clientSecret === null ? {} : sealed(keyRing, key, clientSecret)),
    })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.id)
    .execute();
  await setRoles(tx, key, roles);
}

const asRow = ({ domains, ...fields }: Omit<ProviderFields, 'roles'>) => ({
  ...fields,
  domains: [...domains],
});

const sealed = (keyRing: KeyRing, key: { tenantId: string; id: string }, clientSecret: string) => ({
  ciphertext: keyRing.seal(clientSecret, providerSecretContext(key)),
  keyVersion: keyRing.version,
  secretAt: sql<Date>`now()`,
});

async function setRoles(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  roles: ProviderFields['roles'],
): Promise<void> {
  await tx
    .deleteFrom('identityProviderRole')
    .where('tenantId', '=', tenantId)
    .where('providerId', '=', id)
    .execute();
  if (roles.length > 0)
    await tx
      .insertInto('identityProviderRole')
      .values(roles.map(({ value, role }) => ({ tenantId, providerId: id, value, role })))
      .execute();
}

/** With its identities and their sessions. Its members stay, and their roles are set here from now on. */
export async function deleteProvider(tx: Tx, tenantId: string, id: string): Promise<void> {
  await releaseRoles(tx, tenantId, id);
  await tx.deleteFrom('identityProvider').where('tenantId', '=', tenantId).where('id', '=', id).execute();
}

/** Its members keep their roles, which are set here from now on. */
export async function releaseRoles(tx: Tx, tenantId: string, id: string): Promise<void> {
  await tx
    .updateTable('member')
    .set({ roleFrom: null })
    .where('tenantId', '=', tenantId)
    .where('roleFrom', '=', id)
    .execute();
}

/** Serializes changes of an organization's providers and of who must use them. */
export async function lockProviders(tx: Tx, tenantId: string): Promise<void> {
  // Not for update: that would wait for whoever writes to the audit, and they may wait for an integration.
  await tx.selectFrom('tenant').select('id').where('id', '=', tenantId).forNoKeyUpdate().executeTakeFirst();
}

/** Who providers say that a member is, oldest first. */
export async function listIdentities(db: Queryable, tenantId: string, memberId: string) {
  const rows = await db
    .selectFrom('externalIdentity as identity')
    .innerJoin('identityProvider as provider', (join) =>
      join
        .onRef('provider.tenantId', '=', 'identity.tenantId')
        .onRef('provider.id', '=', 'identity.providerId'),
    )
    .select([
      'identity.id',
      'identity.email',
      'identity.createdAt',
      'identity.lastUsedAt',
      'provider.id as providerId',
      'provider.kind',
      'provider.name',
    ])
    .where('identity.tenantId', '=', tenantId)
    .where('identity.memberId', '=', memberId)
    .orderBy('identity.createdAt')
    .execute();
  return rows.map(({ providerId, kind, name, ...identity }) => ({
    ...identity,
    provider: { id: providerId, kind, name },
  }));
}
