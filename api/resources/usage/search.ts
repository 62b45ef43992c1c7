import { SearchAnswer, SearchQuery } from '../../../contracts/api/search.ts';
import { search } from '../../../db/lists/search.ts';
import { iso } from '../../list-answer.ts';
import { ok, type Route, route } from '../../route.ts';

/** What a few letters find. */
export const searchRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/search',
    tag: 'Search',
    summary: 'A few customers, lines, companies, accounts and runs by name, id, day or state',
    needs: 'read',
    query: SearchQuery,
    answers: { 200: SearchAnswer },
    handle: async ({ deps, caller, query }) => {
      const { runs, ...named } = await search(deps.db, caller.tenantId, query.q);
      return ok({
        ...named,
        runs: runs.map(({ queuedAt, ...run }) => ({ ...run, queuedAt: iso(queuedAt) })),
      });
    },
  }),
];
