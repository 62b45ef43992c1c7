import { sql } from 'kysely';
import { codesOf, type NoticeState } from '../../domain/notices.ts';
import type { Queryable } from '../model/database.ts';
import type { NoticeRow } from '../notices/notices.ts';
import { byKey, type KeyColumn, type KeyPage, keyPage, type KeyPageRequest } from '../driver/key-page.ts';
import { contains } from '../driver/page.ts';

/** Newest first; `graveFirst`: errors before warnings before what is good to know, each newest first. */
export async function listNotices(
  db: Queryable,
  tenantId: string,
  filter: {
    readonly state: NoticeState | undefined;
    readonly integrationId: string | undefined;
    readonly q: string | undefined;
    readonly graveFirst: boolean;
  },
  page: KeyPageRequest,
): Promise<KeyPage<NoticeRow>> {
  const paged = byKey(filter.graveFirst ? [gravity, ...newestFirst] : newestFirst, page);
  let query = db.selectFrom('notice').where('tenantId', '=', tenantId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.integrationId !== undefined) query = query.where('integrationId', '=', filter.integrationId);
  if (filter.q !== undefined) {
    query = query.where(contains(filter.q, sql`subject`, sql`code`, sql`(detail -> 'params')::text`));
  }
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .select(paged.key.as('pageKey'))
    .where(paged.after)
    .orderBy(paged.order)
    .limit(paged.limit)
    .execute();
  return keyPage(rows, page.limit, Number(counted.total));
}

const gravity: KeyColumn = {
  kind: 'rank',
  value: sql`case when code = any(${codesOf('error')}) then 0 when code = any(${codesOf('info')}) then 2 else 1 end`,
};

const newestFirst: readonly KeyColumn[] = [
  { kind: 'time', value: sql`last_at`, descending: true },
  { kind: 'id', value: sql`id` },
];
