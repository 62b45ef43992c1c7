import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { MappingDecision } from '../../domain/mapping/decisions.ts';
import type { StoredDecisionOutcome } from '../../contracts/stored/mapping-outcome.ts';
import { announce } from '../integrations/commands.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

export interface MappingCommand {
  readonly decisions: readonly MappingDecision[];
  readonly actor: Actor;
  readonly outcome: readonly StoredDecisionOutcome[] | null;
}

/** Ids of commands not yet applied, oldest first: they are applied in the order people gave them. */
export async function waitingMappingCommands(db: Queryable, key: IntegrationKey): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('mappingCommand')
    .select('commandId')
    .where(ownedBy(key))
    .where('state', '=', 'received')
    .orderBy('receivedAt')
    .execute();
  return rows.map((row) => row.commandId);
}

/** The command's row, locked; null when there is none. Its decisions were parsed when it was received. */
export async function lockMappingCommand(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
): Promise<MappingCommand | null> {
  const row = await tx
    .selectFrom('mappingCommand')
    .select(['decisions', 'actor', 'outcome'])
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    decisions: row.decisions as readonly MappingDecision[],
    actor: row.actor,
    outcome: row.outcome as readonly StoredDecisionOutcome[] | null,
  };
}

export async function concludeMappingCommand(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
  outcome: readonly StoredDecisionOutcome[],
): Promise<void> {
  await tx
    .updateTable('mappingCommand')
    .set({ state: 'applied', outcome: JSON.stringify(outcome), appliedAt: new Date() })
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .execute();
  await announce(tx, key, 'command', commandId);
}
