import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { MappingDecision } from '../../domain/mapping/decisions.ts';
import { announce } from '../core/commands.ts';
import type { Queryable, Tx } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';

/** Outcome of one decision of a command, in the order they came. */
export interface DecisionOutcome {
  readonly index: number;
  readonly ok: boolean;
  readonly code: string | null;
  readonly detail: string | null;
  /** True: rows changed. False with `ok`: it was so already. */
  readonly changed: boolean;
  readonly warnings: readonly string[];
}

export interface MappingCommand {
  readonly decisions: readonly MappingDecision[];
  readonly actor: Actor;
  readonly outcome: readonly DecisionOutcome[] | null;
}

/** Ids of commands not yet applied, oldest first: they are applied in the order people gave them. */
export async function waitingMappingCommands(db: Queryable, key: IntegrationKey): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('mapping_command')
    .select('command_id')
    .where(ownedBy(key))
    .where('state', '=', 'received')
    .orderBy('received_at')
    .execute();
  return rows.map((row) => row.command_id);
}

/** The command's row, locked; null when there is none. Its decisions were parsed when it was received. */
export async function lockMappingCommand(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
): Promise<MappingCommand | null> {
  const row = await tx
    .selectFrom('mapping_command')
    .select(['decisions', 'actor', 'outcome'])
    .where(ownedBy(key))
    .where('command_id', '=', commandId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    decisions: row.decisions as readonly MappingDecision[],
    actor: row.actor,
    outcome: row.outcome as readonly DecisionOutcome[] | null,
  };
}

export async function concludeMappingCommand(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
  outcome: readonly DecisionOutcome[],
): Promise<void> {
  await tx
    .updateTable('mapping_command')
    .set({ state: 'applied', outcome: JSON.stringify(outcome), applied_at: new Date() })
    .where(ownedBy(key))
    .where('command_id', '=', commandId)
    .execute();
  await announce(tx, key, 'command', commandId);
}
