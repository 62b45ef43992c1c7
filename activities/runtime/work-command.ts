import { message } from '../../messages/message.ts';
import type { z } from 'zod';
import type { CommandOutcome } from '../../contracts/temporal/activities.ts';
import type { CommandRef, CommandResult, IntegrationRef } from '../../contracts/temporal/messages.ts';
import { statusOf } from '../../contracts/errors.ts';
import { concludeUpdateCommand, updateCommandForWork } from '../../db/integrations/commands.ts';
import type { Tx } from '../../db/model/database.ts';
import { type Integration, findIntegration, lockIntegration } from '../../db/integrations/integrations.ts';
import { type RequestContext, bySystem } from '../../use-cases/request-context.ts';
import { isRejected, type Rejected } from '../../use-cases/outcome.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { rejection, rowMissing } from './failures.ts';

/** Stored with the command so that a repeat gets the same answer, as messages: see `contracts/stored/rejection.ts`. */
const rejectedAnswer = ({ code, detail, items }: Rejected): CommandResult => ({
  status: statusOf(code),
  body: { code, detail, items },
});

/** What a command was received with; it was parsed then, by a version that may have been another. */
export function storedBody<T>(schema: z.ZodType<T>, command: string, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw rejection('MalformedRequest', message('rejections.stored-body', { command }));
  return parsed.data;
}

/**
 * Works one update command in one transaction: integration row first, then the command (architecture.md 5, lock order).
 * A command that was worked before gives its stored answer and changes nothing. What a story rejects is its answer, and
 * what it noted meanwhile stays.
 * @param doneStatus of the answer where the story did what was asked
 */
export async function workCommand(
  { db, now }: Pick<ActivityDependencies, 'db' | 'now'>,
  input: IntegrationRef & CommandRef,
  doneStatus: 200 | 202,
  story: (
    tx: Tx,
    integration: Integration,
    command: { readonly by: RequestContext; readonly body: unknown },
  ) => Promise<object | Rejected>,
): Promise<CommandOutcome> {
  const result = await db.transaction().execute(async (tx): Promise<CommandResult> => {
    const integration = await lockIntegration(tx, input);
    const command = await updateCommandForWork(tx, input, input.commandId);
    if (integration === null || command === null)
      throw rowMissing(integration === null ? 'integration' : 'command');
    if (command.done !== null) {
      return { status: command.done.status, body: command.done.body as CommandResult['body'] };
    }
    const by = { ...bySystem(input, now()), actor: command.actor };
    const outcome = await story(tx, integration, { by, body: command.body });
    const answer = isRejected(outcome)
      ? rejectedAnswer(outcome)
      : { status: doneStatus, body: { ...outcome } };
    await concludeUpdateCommand(tx, input, input.commandId, answer.status, answer.body);
    return answer;
  });
  const after = await findIntegration(db, input);
  if (after === null) throw rowMissing('integration');
  return { result, phase: after.phase };
}
