import type { Database } from '../db/model/database.ts';
import { kindsOfIntegrations } from '../db/integrations/integrations.ts';
import { termsOfKinds, termsOfOnlyKinds } from '../domain/kinds.ts';
import type { Terminology } from '../messages/terms.ts';
import type { ApiDependencies } from './dependencies.ts';

/** How people call the kinds of an integration; null: of none, or nobody knows which is meant. */
export type NamesOf = (integrationId: string | null) => Terminology | null;

type OwnTerms = ReturnType<typeof termsOfKinds>;

/** The kinds of an integration never change: each tenant's are read once, and again for one that came since. */
const read = new WeakMap<Database, Map<string, Map<string, OwnTerms>>>();

/** @param about the one integration that is asked about, where that is known before its rows are read */
export async function namesOf(
  { db, kinds }: Pick<ApiDependencies, 'db' | 'kinds'>,
  tenantId: string,
  about?: string,
): Promise<NamesOf> {
  const tenants = read.get(db) ?? new Map<string, Map<string, OwnTerms>>();
  read.set(db, tenants);
  const before = tenants.get(tenantId);
  const known =
    before !== undefined && (about === undefined || before.has(about))
      ? before
      : new Map((await kindsOfIntegrations(db, tenantId)).map((row) => [row.id, termsOfKinds(kinds, row)]));
  tenants.set(tenantId, known);
  return (integrationId) => {
    const own = integrationId === null ? undefined : known.get(integrationId);
    if (own === undefined && integrationId !== null) tenants.delete(tenantId);
    return own ?? commonNames({ db, kinds }, tenantId);
  };
}

/**
 * The names that hold for everything the tenant has connected, or for the one integration that is meant, as far as that was
 * read before: for answers that must not wait for a row. Null: of nobody who is known.
 */
export function commonNames(
  { db, kinds }: Pick<ApiDependencies, 'db' | 'kinds'>,
  tenantId: string | null,
  integrationId?: string,
): Terminology {
  const known = (tenantId === null ? undefined : read.get(db)?.get(tenantId)) ?? new Map<string, OwnTerms>();
  // One that came since the names were read may be of another PSA than all others.
  if (integrationId !== undefined) return known.get(integrationId) ?? termsOfOnlyKinds(kinds);
  const common = <T>(of: (terms: OwnTerms) => T): T | null => {
    const [one, ...others] = new Set([...known.values()].map(of));
    return one === undefined || others.length > 0 ? null : one;
  };
  const only = termsOfOnlyKinds(kinds);
  return {
    vendor: only.vendor ?? common(({ vendor }) => vendor),
    psa: only.psa ?? common(({ psa }) => psa),
    words: only.words ?? common(({ words }) => words) ?? null,
  };
}
