import { z } from 'zod';
import { decisionStates, syncRunStates } from '../../domain/states.ts';
import { syncTriggers } from '../../domain/sync-runs.ts';
import { searchGroups } from '../../domain/search.ts';
import { UsageKind } from '../stored/line-parts.ts';
import { Id, Instant } from './common.ts';

/** Letters; of fewer there would be too much. */
export const shortestSearch = 2;

export const SearchQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .min(shortestSearch)
    .max(100)
    .describe('Beginnings of words of a name, an id, and of a run its day or state'),
});

const InIntegration = { integrationId: Id } as const;

/** A company of the PSA. */
export const FoundCompany = z.object({
  ...InIntegration,
  companyId: z.string(),
  name: z.string(),
  deleted: z.boolean().describe('In the recycle bin'),
});

export const FoundUsageLine = z.object({
  ...InIntegration,
  id: Id,
  label: z.string(),
  kind: UsageKind,
  decision: z.enum(decisionStates),
});

export const FoundAccount = z.object({ ...InIntegration, id: Id, name: z.string() });

export const FoundRun = z.object({
  ...InIntegration,
  id: Id,
  state: z.enum(syncRunStates),
  trigger: z.enum(syncTriggers),
  queuedAt: Instant,
});

/** A few of each, those that begin so first. */
export const SearchAnswer = z.object({
  customers: z.array(FoundCompany).describe('Companies that an account is mapped to'),
  lines: z.array(FoundUsageLine),
  companies: z.array(FoundCompany).describe('All other companies'),
  accounts: z.array(FoundAccount),
  runs: z.array(FoundRun).describe('Newest first'),
  more: z.array(z.enum(searchGroups)).describe('Of which more match than are shown'),
});
