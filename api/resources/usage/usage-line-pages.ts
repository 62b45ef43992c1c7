import type { z } from 'zod';
import { namesOf } from '../../names-of.ts';
import type { UsageLineCountsQuery, UsageLineQuery } from '../../../contracts/api/usage.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { type LineStatus, lineStatuses, usageLinesMark } from '../../../db/lists/line-status.ts';
import { PerVersion } from '../../../db/driver/per-version.ts';
import { usageLineKey, type UsageLineOrder, type UsageLineSort } from '../../../db/lists/usage-line-order.ts';
import {
  countUsageLines, type ListedUsageLine, listUsageLines, type UsageLineFilter, type UsageLinePage, type UsageLinePlace,
} from '../../../db/lists/usage-lines.ts'; // prettier-ignore
import type { ApiDependencies } from '../../dependencies.ts';
import { flag, listOfVersion, sortOf, versionOfTenant } from '../../list-answer.ts';
import { ReadyAnswers, ReadyBody } from '../../ready-answers.ts';
import type { Answer } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { catalogOf } from '../../../messages/catalog.ts';
import { today } from '../../today.ts';
import { type LineTexts, lineTexts } from './line-texts.ts';
import { usageLineWire } from './usage-line-wire.ts';

type Query = z.output<typeof UsageLineQuery>;
type FilterQuery = z.output<typeof UsageLineCountsQuery>;

/** @param memberId who asks, of a key its creator */
export const filterOf = (query: FilterQuery, memberId: string): UsageLineFilter => ({
  integrationId: query.integration,
  kinds: query.kind,
  flags: query.flag,
  holdReasons: query.holdReason,
  accountId: query.account,
  companyId: query.company,
  agreementId: query.agreement,
  serviceId: query.service,
  rule: query.rule,
  decisions: query.decision,
  toDecide: flag(query.toDecide),
  needs: query.need,
  assignee: query.assignee === 'me' ? memberId : query.assignee,
  q: query.q,
});

/** Pages of at most 100 lines, so that they take some 30 MB at most. */
const pages = new PerVersion<UsageLinePage>(50);
const mostKept = 100;

/** By the ids of their lines; a page of 50 takes some 50 kB. */
const answers = new ReadyAnswers<readonly string[]>(16_000_000);

/**
 * One page of usage lines, the same for every role. As long as its lines and what became of them stand as they stood,
 * it is sent again as it was sent; the words about days are those of today.
 */
export async function usageLinePage(
  deps: ApiDependencies,
  { tenantId, member }: Pick<Caller, 'tenantId' | 'member'>,
  query: Query,
  locale: string,
): Promise<Answer> {
  const filter = filterOf(query, member.id);
  const body = await answers.of(JSON.stringify([tenantId, query, filter.assignee, locale]), {
    markOf: (lineIds) => markOf(deps.db, tenantId, lineIds),
    make: async () => {
      const names = await namesOf(deps, tenantId);
      const seen: { of: readonly string[]; mark: string } = { of: [], mark: '' };
      const list = await listOfVersion(
        deps,
        query,
        versionOfTenant(tenantId),
        usageLineKey(sortOf<UsageLineSort>(query.sort).by),
        async (db, place, version) => {
          const page = await pageOf(db, tenantId, filter, sortOf<UsageLineSort>(query.sort), place, version);
          const texts = await lineTexts(
            db,
            tenantId,
            page.items.map(({ row }) => row),
            catalogOf(locale),
            names,
          );
          seen.of = page.items.map(({ row }) => row.id);
          seen.mark = await markOf(db, tenantId, seen.of);
          return { ...page, items: page.items.map((item) => ({ ...item, texts })) };
        },
        ({ row, status, texts }: Shown) => usageLineWire(row, status, texts),
      );
      return { ...seen, body: new ReadyBody(list) };
    },
  });
  return { kind: 'ready', body };
}

interface Shown {
  readonly row: ListedUsageLine;
  readonly status: LineStatus | undefined;
  readonly texts: LineTexts;
}

const markOf = async (db: Queryable, tenantId: string, lineIds: readonly string[]): Promise<string> =>
  `${today()} ${await usageLinesMark(db, tenantId, lineIds)}`;

/**
 * What many people look at is counted and read once per data version, which rises with everything that a line shows;
 * what becomes of a decision moves beside it, and is read for each.
 */
async function pageOf(
  db: Queryable,
  tenantId: string,
  filter: UsageLineFilter,
  order: UsageLineOrder,
  place: UsageLinePlace,
  version: string,
) {
  const total = await countUsageLines(db, tenantId, filter, version);
  const read = () => listUsageLines(db, tenantId, filter, order, place);
  const question = JSON.stringify([tenantId, filter, order, place]);
  const { items, next } = await (place.limit > mostKept ? read() : pages.of(question, version, read));
  const statuses = await lineStatuses(
    db,
    tenantId,
    items.map(({ id }) => id),
  );
  return { items: items.map((row) => ({ row, status: statuses.get(row.id) })), total, next };
}
