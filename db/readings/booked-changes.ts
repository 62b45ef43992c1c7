import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { Queryable } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';

/** Agreements with what is stored of booked changes of those lines of which the reading says nothing. */
export async function withKnownBookings(
  db: Queryable,
  key: IntegrationKey,
  agreements: readonly PsaAgreement[],
): Promise<readonly PsaAgreement[]> {
  const ids = agreements.filter(({ dated }) => dated != null).map(({ id }) => id);
  if (ids.length === 0) return agreements;
  const rows = await db
    .selectFrom('psaAgreement')
    .select(['foreignId', 'dated'])
    .where(ownedBy(key))
    .where(among('foreignId', ids))
    .execute();
  const known = new Map(rows.map(({ foreignId, dated }) => [foreignId, dated?.booked]));
  return agreements.map((agreement) => {
    const { id, dated } = agreement;
    const booked = known.get(id);
    return dated == null || booked === undefined
      ? agreement
      : { ...agreement, dated: { ...dated, booked: { ...booked, ...dated.booked } } };
  });
}
