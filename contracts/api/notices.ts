import { z } from 'zod';
import { noticeStates, severities } from '../../domain/notices.ts';
import { Id, Instant, listOf, listQuery, MessageParams } from './common.ts';

/** Every notice there is; one of another version may have a code that is none of these. */
export type { NoticeCode } from '../../domain/notices.ts';

export const Notice = z.object({
  id: Id,
  integrationId: Id.nullable(),
  code: z.string(),
  severity: z.enum(severities),
  title: z.string(),
  advice: z.string(),
  subject: z.string(),
  detail: z.string().describe('What was found'),
  message: z.string().describe('Title and detail in one text'),
  params: MessageParams.describe('The values in the detail'),
  state: z.enum(noticeStates),
  firstAt: Instant,
  lastAt: Instant,
  times: z.int(),
  closedAt: Instant.nullable(),
  acknowledgeable: z.boolean().describe('It stays until somebody acknowledges it'),
});

export const AcknowledgeNotice = z.strictObject({
  times: z.int().min(1).describe('How often it had happened when it was read; by now more often rejects'),
});

export const NoticeQuery = z.strictObject({
  ...listQuery,
  sort: z.enum(['-last', 'severity']).default('-last').describe('severity: the gravest first'),
  state: z.enum(noticeStates).optional(),
  integration: Id.optional(),
});
export const NoticeList = listOf(Notice);
