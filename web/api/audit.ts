import type { z } from 'zod';
import { AuditList } from '../../contracts/api/people.ts';
import type { Query } from './client.ts';
import { usePages } from './pages.ts';
import { held } from './query-client.ts';

export type AuditEntry = z.output<typeof AuditList>['items'][number];

export const useAudit = (question: Query, enabled: boolean) =>
  usePages([held, 'audit', question], '/audit', AuditList, question, { enabled });
