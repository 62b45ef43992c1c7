import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  AssigneeList, AssignmentAnswer, type LineNote as LineNoteSchema, LineNoteAnswer, type PutLineNote,
} from '../../contracts/api/line-notes.ts'; // prettier-ignore
import { read, send } from './client.ts';

export type LineNote = z.output<typeof LineNoteSchema>;

/** Who may see to a line, by name. */
export const useAssignees = () =>
  useQuery({
    queryKey: ['assignees'],
    queryFn: ({ signal }) => read('/assignees', AssigneeList, { signal }),
    staleTime: 60_000,
  });

export const putNote = (lineId: string, body: z.input<typeof PutLineNote>) =>
  send('PUT', `/usage-lines/${lineId}/note`, LineNoteAnswer, { body });

export type Assigned = z.output<typeof AssignmentAnswer>['items'][number];

/** So many in one request. */
const most = 500;

/** What came of each line, by its id; many are sent in turn. Throws {@link ApiError}. */
export async function assignLines(
  key: string,
  assignee: string | null,
  lines: readonly { readonly id: string; readonly noteVersion: number }[],
): Promise<ReadonlyMap<string, Assigned>> {
  const results = new Map<string, Assigned>();
  for (let from = 0; from < lines.length; from += most) {
    const items = lines
      .slice(from, from + most)
      .map(({ id: usageLineId, noteVersion }) => ({ usageLineId, noteVersion }));
    const answer = await send('POST', '/usage-lines/assignments', AssignmentAnswer, {
      body: { assignee, items },
      key: `${key}.${from}`,
    });
    for (const one of answer.items) results.set(one.usageLineId, one);
  }
  return results;
}
