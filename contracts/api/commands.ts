import { z } from 'zod';
import { commandKinds, type UpdateKind, updateStates } from '../../domain/commands.ts';
import { instanceAnswers } from '../../domain/instances.ts';
import { accountActions, serviceActions } from '../../domain/mapping/decisions.ts';
import { accountMarks, includedAnswers } from '../../domain/usage/composition.ts';
import { lineRoles } from '../../domain/usage/line-roles.ts';
import { ProbeFacts } from '../stored/probe-facts.ts';
import { Id, Instant, MessageParams, ProblemBody } from './common.ts';
import { Phase } from './integrations.ts';

const psaId = z.string().min(1).max(100);
const reason = z.string().trim().min(1).max(1_000);

const AccountDecision = z.strictObject({
  kind: z.literal('account'),
  vendorId: Id,
  action: z.enum(accountActions),
  psaId: psaId.optional().describe('Company; needed by map and reject'),
  mark: z.enum(accountMarks).nullable().optional().describe('Needed by mark; null removes it'),
  reason: reason.optional().describe('Needed by exclude and acknowledge'),
});

const ServiceDecision = z.strictObject({
  kind: z.literal('service'),
  vendorId: Id,
  action: z.enum(serviceActions),
  psaId: psaId.describe('Product, by the id of the PSA'),
});

const LineDecision = z.strictObject({
  kind: z.literal('line'),
  companyId: psaId,
  vendorServiceId: Id,
  psaLineId: psaId,
  action: z.enum(lineRoles),
  reason: reason.optional().describe('Needed by other-purpose and duplicate'),
});

const IncludedDecision = z.strictObject({
  kind: z.literal('included'),
  companyId: psaId,
  vendorServiceId: Id,
  psaLineId: psaId,
  lessIncluded: z
    .string()
    .max(40)
    .regex(/^[0-9]+(\.[0-9]+)?$/u)
    .describe('The free units that were looked at, as the line shows them; other ones are rejected'),
  action: z
    .enum(includedAnswers)
    .describe('part: the free units are a part of the seats. beside: the PSA bills seats and these units'),
  reason: reason.describe('How you know'),
});

export const MappingDecision = z.discriminatedUnion('kind', [
  AccountDecision,
  ServiceDecision,
  LineDecision,
  IncludedDecision,
]);
export type MappingDecision = z.infer<typeof MappingDecision>;

/** At most 100 decisions: one row, one signal (architecture.md 3). */
export const MappingDecisions = z.strictObject({ decisions: z.array(MappingDecision).min(1).max(100) });

export const DecisionOutcome = z.object({
  index: z.int(),
  ok: z.boolean(),
  code: z.string().nullable(),
  title: z.string().nullable(),
  detail: z.string().nullable(),
  params: MessageParams.describe('The values in the detail'),
  changed: z.boolean().describe('False with ok: it was so already'),
  warnings: z.array(z.string()),
});
export type DecisionOutcome = z.infer<typeof DecisionOutcome>;

/** 200: applied; the outcome of each decision, as stored. */
export const MappingOutcome = z.object({ commandId: z.string(), outcomes: z.array(DecisionOutcome) });

/** 202: taken, not finished. */
export const CommandTaken = z.object({
  commandId: z.string(),
  state: z.literal('received'),
  link: z.string().describe('Gives the final status and body'),
});

const ScheduleTime = z.strictObject({
  hour: z.int().min(0).max(23),
  minute: z.int().min(0).max(59),
});

/** What probing one credential gave. */
export const CredentialVerdict = z.object({
  set: z.string(),
  ok: z.boolean(),
  code: z.string().nullable(),
  title: z.string().nullable(),
  advice: z.string().nullable(),
  facts: ProbeFacts,
});

export const CredentialVerdicts = z.object({ credentials: z.array(CredentialVerdict) });
export const AnswerInstance = z.strictObject({
  credentialId: Id.describe('The credential that the question is about, as GET …/instance names it'),
  askedAt: Instant.describe(
    'What is answered: askedAt of the question, or since of the open move, as GET …/instance shows it',
  ),
  answer: z
    .enum(instanceAnswers)
    .describe(
      'moved: the same instance at a new address. another: these credentials become an integration of their own',
    ),
});
export type InstanceAnswer = z.output<typeof AnswerInstance>['answer'];
export const InstanceAnswered = z.object({
  phase: Phase,
  integrationId: Id.describe('Where it goes on: after "another" the integration that takes its place'),
});
export const PhaseReached = z.object({ phase: Phase });
export const SetUpFinished = z.object({
  finished: z.literal(true),
  firstSyncKey: z.string().describe('The same, however often Finish is asked'),
});
export const ScheduleChanged = z.object({ schedule: ScheduleTime });

/** What each update answers, as stored with its command. */
export const commandAnswers = {
  authenticate: CredentialVerdicts,
  answerInstance: InstanceAnswered,
  load: PhaseReached,
  finish: SetUpFinished,
  changeSchedule: ScheduleChanged,
  pause: PhaseReached,
  resume: PhaseReached,
  disconnect: PhaseReached,
} as const satisfies Readonly<Record<UpdateKind, z.ZodType>>;

/** A command that was rejected: a problem body without what belongs to one request. */
export const CommandRejection = ProblemBody.omit({ type: true, status: true, requestId: true });

export const CommandState = z.object({
  commandId: z.string(),
  kind: z.enum(commandKinds),
  state: z.enum(updateStates),
  receivedAt: Instant,
  status: z.int().nullable().describe('Null: not done'),
  body: z
    .union([MappingOutcome, CredentialVerdicts, InstanceAnswered, PhaseReached, SetUpFinished, ScheduleChanged, CommandRejection])
    .nullable()
    .describe('As it is answered where it is done at once; null: not done'),
}); // prettier-ignore

export const Empty = z.strictObject({});
export const Finish = z.strictObject({
  schedule: ScheduleTime.optional(),
  keepNames: z.boolean().optional(),
});
export const ChangeSchedule = ScheduleTime;

/** Daily, in UTC. */
export const Schedule = z.object({
  hour: z.int(),
  minute: z.int(),
  timeZone: z.literal('UTC'),
  live: z.boolean().describe('false: next times calculated from the row, because Temporal did not answer'),
  exists: z.boolean().describe('false: not created yet (before Finish)'),
  paused: z.boolean(),
  pausedInTemporal: z.boolean(),
  nextTimes: z.array(Instant),
});
