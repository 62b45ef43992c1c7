import type { Query } from './client.ts';
import { held } from './query-client.ts';

/** Months that can be closed: a run that ends well brings one. */
export const monthKeys = { all: ['months'] as const };

export const noticeKeys = {
  /** Live events read everything below again. */
  all: ['notices'] as const,
  open: ['notices', 'open'] as const,
  writeCap: ['notices', 'write-cap'] as const,
  lists: [held, 'notices'] as const,
  list: (state: 'open' | 'closed') => [held, 'notices', state] as const,
};

export const writeBackKeys = {
  /** Live events read everything below again. */
  all: ['write-backs'] as const,
  newest: ['write-backs', 'newest'] as const,
  detail: (approvalId: string) => ['write-backs', 'detail', approvalId] as const,
  list: (question: Query) => [held, 'write-backs', question] as const,
};

export const agreementTypesKey = (integrationId: string) =>
  ['integrations', integrationId, 'agreement-types'] as const;

/** The start page. */
export const monthKey = [held, 'month'] as const;
