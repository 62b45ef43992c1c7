import { isDeepStrictEqual } from 'node:util';
import {
  type Client,
  type ScheduleDescription,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { type Priority, type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common';
import { TaskQueue } from '../../contracts/temporal/names.ts';

/** A Schedule as Seatwise wants it: it starts one workflow at a time of each day, or at a minute of each hour. */
export interface WantedSchedule {
  readonly scheduleId: string;
  /** UTC: a local zone would skip or double runs at daylight saving. `hour` null: each hour. */
  readonly at: { readonly hour: number | null; readonly minute: number };
  readonly jitterMs: number;
  /** A run that was missed longer ago is not made up for; the server's own default is a year. */
  readonly catchupMs: number;
  readonly workflowType: string;
  readonly args: readonly unknown[];
  readonly priority: Priority;
  readonly searchAttributes: TypedSearchAttributes;
  readonly summary: string;
}

/**
 * What somebody may have changed in Temporal (platform.md 1.2); a pause is none of it: it is reported, never undone.
 */
export type ScheduleDifference = 'times' | 'policies' | 'action' | 'limit';

/** By which a pause of Seatwise's own is known in Temporal from one that somebody made there. */
export const ownPauseNote = 'integration.paused in Seatwise';

const optionsOf = (wanted: WantedSchedule) => ({
  spec: {
    calendars: [{ hour: wanted.at.hour ?? ('*' as const), minute: wanted.at.minute }],
    timezone: 'UTC',
    jitter: wanted.jitterMs,
  },
  action: {
    type: 'startWorkflow' as const,
    workflowType: wanted.workflowType,
    // Temporal appends the scheduled time: each run has an id of its own.
    workflowId: wanted.scheduleId,
    taskQueue: TaskQueue.recon,
    args: [...wanted.args],
    priority: wanted.priority,
    typedSearchAttributes: wanted.searchAttributes,
    staticSummary: wanted.summary,
  },
  policies: {
    overlap: ScheduleOverlapPolicy.SKIP,
    catchupWindow: wanted.catchupMs,
    pauseOnFailure: false,
  },
});

/** Creates or corrects the Schedule; starts nothing and leaves a pause as it is. */
export async function putSchedule(client: Client, wanted: WantedSchedule, paused: boolean): Promise<void> {
  const options = optionsOf(wanted);
  try {
    await client.schedule.create({
      scheduleId: wanted.scheduleId,
      ...options,
      state: { paused, note: paused ? ownPauseNote : 'Seatwise' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const handle = client.schedule.getHandle(wanted.scheduleId);
    await handle.update(({ state, ...old }) => ({
      ...old,
      ...options,
      state: { paused: state.paused, ...(state.note === undefined ? {} : { note: state.note }) },
    }));
    // The server answers before the update is done, and does a pause that comes meanwhile first, which the update then
    // takes back (tried on 1.32). It describes a Schedule after what it has answered is done.
    await handle.describe();
  }
}

/** Null: there is no such Schedule. */
export async function describeSchedule(
  client: Client,
  scheduleId: string,
): Promise<ScheduleDescription | null> {
  try {
    return await client.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** In what the Schedule differs from what is wanted; empty: in nothing. */
export function scheduleDifferences(
  wanted: WantedSchedule,
  { spec, action, policies, state }: ScheduleDescription,
): readonly ScheduleDifference[] {
  const options = optionsOf(wanted);
  const isRight: Readonly<Record<ScheduleDifference, boolean>> = {
    times: isDeepStrictEqual(timesOf(spec), wantedTimes(wanted)),
    policies: isDeepStrictEqual({ ...policies }, options.policies),
    action: isDeepStrictEqual(actionOf(action), actionOf(options.action)),
    limit: state.remainingActions === undefined,
  };
  return (['times', 'policies', 'action', 'limit'] as const).filter((part) => !isRight[part]);
}

const one = (value: number) => [{ start: value, end: value, step: 1 }];

/** The server answers with ranges, whatever it was given. */
const wantedTimes = ({ at, jitterMs }: WantedSchedule) => ({
  calendars: [
    {
      second: one(0),
      minute: one(at.minute),
      hour: at.hour === null ? [{ start: 0, end: 23, step: 1 }] : one(at.hour),
      dayOfMonth: [{ start: 1, end: 31, step: 1 }],
      month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
      year: [],
      dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
    },
  ],
  intervals: [],
  skip: [],
  from: null,
  to: null,
  jitterMs,
  timezone: 'UTC',
});

const timesOf = (spec: ScheduleDescription['spec']) => ({
  calendars: (spec.calendars ?? []).map(({ second, minute, hour, dayOfMonth, month, year, dayOfWeek }) => ({
    second, minute, hour, dayOfMonth, month, year, dayOfWeek,
  })), // prettier-ignore
  intervals: spec.intervals ?? [],
  skip: spec.skip ?? [],
  from: spec.startAt ?? null,
  to: spec.endAt ?? null,
  jitterMs: spec.jitter ?? 0,
  timezone: spec.timezone,
});

interface ScheduledAction {
  readonly workflowType: unknown;
  readonly workflowId?: string;
  readonly taskQueue: string;
  readonly args?: readonly unknown[];
  readonly priority?: Priority;
  readonly typedSearchAttributes?: TypedSearchAttributes | readonly SearchAttributePair[];
  readonly workflowExecutionTimeout?: unknown;
  readonly workflowRunTimeout?: unknown;
  readonly workflowTaskTimeout?: unknown;
}

/**
 * Time-outs among it: one would end a run without any clean-up (platform.md 1.2). Without its summary, which is for
 * people.
 */
const actionOf = (action: ScheduledAction) => ({
  workflowType: action.workflowType,
  workflowId: action.workflowId,
  taskQueue: action.taskQueue,
  args: JSON.parse(JSON.stringify(action.args ?? [])) as unknown,
  // None is 0 in what the server answers.
  priority: action.priority?.priorityKey ?? 0,
  searchAttributes: attributesOf(action.typedSearchAttributes),
  executionTimeout: action.workflowExecutionTimeout ?? null,
  runTimeout: action.workflowRunTimeout ?? null,
  taskTimeout: action.workflowTaskTimeout ?? null,
});

/** The server gives them back in any order. */
function attributesOf(attributes: ScheduledAction['typedSearchAttributes']): ReadonlyMap<string, unknown> {
  const pairs = attributes instanceof TypedSearchAttributes ? attributes.getAll() : (attributes ?? []);
  return new Map(pairs.map(({ key, value }) => [key.name, value]));
}
