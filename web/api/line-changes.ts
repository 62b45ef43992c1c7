import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { DecisionResult } from '../../contracts/api/decisions.ts';
import {
  type EndLine,
  LineChangePreview,
  LinesToEnd,
  LineToCreate,
  type NewLineWish,
  type PreviewLineChange,
} from '../../contracts/api/line-changes.ts';
import { read, send } from './client.ts';

export type NewLineOffer = z.output<typeof LineToCreate>;
/** With the price that was shown, so that no other one is approved. */
export type NewLineWishes = z.input<typeof NewLineWish> & { readonly expectedUnitPrice: string | null };
export type EndOffer = z.output<typeof LinesToEnd>;
export type LinePreview = z.output<typeof LineChangePreview>;
type PreviewBody = z.input<typeof PreviewLineChange>;

/** A usage line as it was looked at; `version` null: as the choices for it show it. */
export interface SeenLine {
  readonly id: string;
  readonly version: number | null;
}

/** Of this moment each time a form is opened. */
const ofNow = { staleTime: Infinity, refetchOnMount: 'always', gcTime: 0 } as const;

const offerKey = 'line-to-create';
const previewKey = 'line-change-preview';

/** What a line for this usage can consist of. */
export const useLineToCreate = ({ id, version }: SeenLine) =>
  useQuery({
    queryKey: [offerKey, id, version],
    queryFn: ({ signal }) => read(`/usage-lines/${id}/line-to-create`, LineToCreate, { signal }),
    ...ofNow,
  });

/** The lines of this usage line that can be ended. */
export const useLinesToEnd = (id: string) =>
  useQuery({
    queryKey: ['lines-to-end', id],
    queryFn: ({ signal }) => read(`/usage-lines/${id}/lines-to-end`, LinesToEnd, { signal }),
    ...ofNow,
  });

/** What would be approved, and the exact requests; null: nothing is chosen yet. Nothing is changed by it. */
export const useLinePreview = (id: string, body: PreviewBody | null) =>
  useQuery({
    queryKey: [previewKey, id, body],
    queryFn:
      body === null
        ? skipToken
        : ({ signal }) =>
            send('POST', `/usage-lines/${id}/line-change/preview`, LineChangePreview, { body, signal }),
    ...ofNow,
  });

/** After this, the choices and the preview for a usage line are read again. */
export async function forgetNewLine(client: QueryClient, id: string): Promise<void> {
  await client.resetQueries({ queryKey: [offerKey, id] });
  await client.resetQueries({ queryKey: [previewKey, id] });
}

export const sendEndLine = (id: string, key: string, body: z.input<typeof EndLine>) =>
  send('POST', `/usage-lines/${id}/end-line`, DecisionResult, { body, key });
