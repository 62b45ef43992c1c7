import type { Actor } from '../domain/keys.ts';
import type { CommandOutcome } from '../contracts/temporal/activities.ts';
import type { CommandRef, CommandResult, IntegrationRef } from '../contracts/temporal/messages.ts';
import { definitionOf, errors, type ErrorCode } from '../contracts/errors.ts';
import { concludeUpdateCommand, updateCommandForWork } from '../db/core/commands.ts';
import type { Database, Tx } from '../db/core/database.ts';
import { type Integration, findIntegration, lockIntegration } from '../db/core/integrations.ts';
import { rowMissing } from './failures.ts';

/** One entry of a refusal: what is missing or wrong, with its own code and advice. */
export interface RefusalEntry {
  readonly [field: string]: unknown;
}

/** A problem body without request id, stored with the command so that a repeat gets the same answer. */
export function refusal(
  code: ErrorCode,
  detail: string,
  entries: readonly RefusalEntry[] = [],
): CommandResult {
  const definition = definitionOf(code);
  const status = definition?.http ?? 409;
  return { status, body: { code, title: errors[code].title, detail, errors: entries } };
}

/**
 * Works one update command in one transaction: integration row first, then the command (architecture.md 5, lock order).
 * A command that was worked before gives its stored answer and changes nothing.
 */
export async function workCommand(
  db: Database,
  input: IntegrationRef & CommandRef,
  work: (
    tx: Tx,
    integration: Integration,
    command: { readonly actor: Actor; readonly body: unknown },
  ) => Promise<CommandResult>,
): Promise<CommandOutcome> {
  const result = await db.transaction().execute(async (tx): Promise<CommandResult> => {
    const integration = await lockIntegration(tx, input);
    const command = await updateCommandForWork(tx, input, input.commandId);
    if (integration === null || command === null)
      throw rowMissing(integration === null ? 'integration' : 'command');
    if (command.done !== null) {
      return { status: command.done.status, body: command.done.body as CommandResult['body'] };
    }
    const answer = await work(tx, integration, command);
    await concludeUpdateCommand(tx, input, input.commandId, answer.status, answer.body);
    return answer;
  });
  const now = await findIntegration(db, input);
  if (now === null) throw rowMissing('integration');
  return { result, phase: now.phase };
}
