import { randomUUID } from 'node:crypto';
import { cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { isDatabaseTrouble } from '../../db/driver/database-unavailable.ts';
import { MasterKeyChanged } from '../../db/secrets/key-ring.ts';
import type { ActivityDependencies, UnexpectedTrouble } from './dependencies.ts';
import { permanent } from './failures.ts';
import { type Message, message } from '../../messages/message.ts';

/** How an item that could not be worked for a reason nobody foresaw ends in its row. */
interface UnexpectedOutcome {
  readonly code: 'Unexpected';
  readonly detail: Message;
}

/**
 * The outcome of one item, so that the others go on and no attempt repeats what is poisoned. Throws again what is no
 * trouble of the item: known failures, a cancel, a database or key that another attempt may find in order.
 */
export function unexpectedOutcome(
  deps: Pick<ActivityDependencies, 'onUnexpected'>,
  item: string,
  error: unknown,
): UnexpectedOutcome {
  const passes =
    error instanceof ApplicationFailure ||
    error instanceof CancelledFailure ||
    error instanceof MasterKeyChanged ||
    isDatabaseTrouble(error) ||
    cancellationSignal().aborted;
  if (passes) throw error;
  const reference = randomUUID().slice(0, 8);
  deps.onUnexpected({ reference, item, ...nameOf(error) });
  return {
    code: 'Unexpected',
    detail: message('work.unexpected', { item: item.split(' ')[0] ?? 'item', reference }),
  };
}

/** The same where one item is everything: the activity fails for good, with the reference. */
export async function orUnexpected<T>(
  deps: Pick<ActivityDependencies, 'onUnexpected'>,
  item: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, detail } = unexpectedOutcome(deps, item, error);
    throw permanent(code, detail);
  }
}

function nameOf(error: unknown): Pick<UnexpectedTrouble, 'error' | 'errorCode' | 'field'> {
  const part = (name: string): string | null => {
    const value: unknown =
      typeof error === 'object' && error !== null && name in error
        ? (error as Record<string, unknown>)[name]
        : undefined;
    return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
  };
  const place = [part('table'), part('column') ?? part('constraint')].filter((one) => one !== null);
  return {
    error: error instanceof Error ? error.name : 'unknown',
    errorCode: part('code'),
    field: place.length === 0 ? null : place.join('.'),
  };
}
