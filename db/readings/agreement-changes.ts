import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { Queryable } from '../model/database.ts';
import { linesAreNews, type WholeReading } from './psa-lines.ts';
import { agreementsAreNews } from './psa-store.ts';

/** Does what was read of some agreements say something else than is stored of them? When they were read does not count. */
export async function isNews(
  db: Queryable,
  key: IntegrationKey,
  read: {
    readonly agreements: readonly PsaAgreement[];
    readonly readAt: Date;
    readonly readings: readonly WholeReading[];
  },
): Promise<boolean> {
  const { rows } = await sql<{ news: boolean }>`
    select ${agreementsAreNews(key, read.agreements, read.readAt)} or ${linesAreNews(key, read.readings)} as news`.execute(
    db,
  );
  return rows.some(({ news }) => news);
}
