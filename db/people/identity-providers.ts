import type { Tx } from '../model/database.ts';
import type { KeyRing } from '../secrets/key-ring.ts';

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
