import { sql } from 'kysely';
import { codesOf } from '../../domain/notices.ts';
import type { Queryable } from '../database.ts';
import type { NoticeRow } from '../notices.ts';
import { containing, type Page, type PageRequest } from './page.ts';

/** Newest first; `graveFirst`: errors before warnings before what is good to know, each newest first. */
export async function listNotices(
  db: Queryable,
  tenantId: string,
  filter: {
    readonly state: 'open' | 'closed' | undefined;
    readonly integrationId: string | undefined;
    readonly q: string | undefined;
    readonly graveFirst: boolean;
  },
  page: PageRequest,
): Promise<Page<NoticeRow>> {
  let query = db.selectFrom('notice').where('tenant_id', '=', tenantId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.integrationId !== undefined) query = query.where('integration_id', '=', filter.integrationId);
  if (filter.q !== undefined) {
    const pattern = containing(filter.q);
    query = query.where((eb) => eb.or([eb('subject', 'ilike', pattern), eb('detail', 'ilike', pattern)]));
  }
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  const items = await query
    .selectAll()
    .$if(filter.graveFirst, (sorted) => sorted.orderBy(gravity))
    .orderBy('last_at', 'desc')
    .orderBy('id')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  return { items, total: Number(counted.total) };
}

const gravity = sql`case when code = any(${codesOf('error')}) then 0 when code = any(${codesOf('info')}) then 2 else 1 end`;
