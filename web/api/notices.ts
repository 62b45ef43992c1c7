import type { z } from 'zod';
import { NoticeList } from '../../contracts/api/people.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';

export type NoticeInfo = z.output<typeof NoticeList>['items'][number];

/** What asks for a person (`open`), or did so once. */
export const useNotices = (state: 'open' | 'closed') =>
  usePages([held, 'notices', state], '/notices', NoticeList, {
    state,
    sort: state === 'open' ? 'severity' : '-last',
  });
