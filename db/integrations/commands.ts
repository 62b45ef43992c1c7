import { type RawBuilder, sql } from 'kysely';
import type { UpdateKind } from '../../domain/commands.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Queryable, Tx } from '../model/database.ts';

export interface StoredCommand {
  readonly commandId: string;
  readonly kind: UpdateKind | 'decideMappings';
  readonly bodyHash: string;
  readonly state: 'received' | 'done';
  readonly status: number | null;
  readonly result: unknown;
  readonly receivedAt: Date;
}

export interface NewCommand {
  readonly commandId: string;
  readonly bodyHash: string;
  readonly actor: Actor;
}

/** Inserts the row of an update unless its id is known; the caller compares `bodyHash` of what came back. */
export async function receiveUpdateCommand(
  db: Queryable,
  key: IntegrationKey,
  command: NewCommand & { readonly kind: UpdateKind; readonly body: unknown },
): Promise<StoredCommand> {
  await db
    .insertInto('updateCommand')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      commandId: command.commandId,
      kind: command.kind,
      bodyHash: command.bodyHash,
      body: JSON.stringify(command.body),
      state: 'received',
      actor: JSON.stringify(command.actor),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await findCommand(db, key, command.commandId);
  if (stored === null) throw new Error('a command vanished while it was received');
  return stored;
}

/** Inserts the row of mapping decisions unless its id is known. */
export async function receiveMappingCommand(
  db: Queryable,
  key: IntegrationKey,
  command: NewCommand & { readonly decisions: readonly unknown[] },
): Promise<StoredCommand> {
  await db
    .insertInto('mappingCommand')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      commandId: command.commandId,
      bodyHash: command.bodyHash,
      decisions: JSON.stringify(command.decisions),
      state: 'received',
      actor: JSON.stringify(command.actor),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await findCommand(db, key, command.commandId);
  if (stored === null) throw new Error('a command vanished while it was received');
  return stored;
}

/** A command of either kind by the caller's id; null when unknown. */
export async function findCommand(
  db: Queryable,
  key: IntegrationKey,
  commandId: string,
): Promise<StoredCommand | null> {
  const mapping = await db
    .selectFrom('mappingCommand')
    .selectAll()
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .executeTakeFirst();
  if (mapping !== undefined) {
    const applied = mapping.state === 'applied';
    return {
      commandId,
      kind: 'decideMappings',
      bodyHash: mapping.bodyHash,
      state: applied ? 'done' : 'received',
      status: applied ? 200 : null,
      result: mapping.outcome,
      receivedAt: mapping.receivedAt,
    };
  }
  const update = await db
    .selectFrom('updateCommand')
    .select(['commandId', 'kind', 'bodyHash', 'state', 'status', 'result', 'receivedAt'])
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .executeTakeFirst();
  return update ?? null;
}

/** Stores an update's answer once; a later attempt reads the first one. Announces it on `seatwise_events`. */
export async function concludeUpdateCommand(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
  status: number,
  body: unknown,
): Promise<void> {
  await tx
    .updateTable('updateCommand')
    .set({ state: 'done', status, result: JSON.stringify(body), doneAt: new Date() })
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .where('state', '=', 'received')
    .execute();
  await announce(tx, key, 'command', commandId);
}

/** The row of an update for the activity that works it, locked; null when its row is missing. */
export async function updateCommandForWork(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
): Promise<{ actor: Actor; body: unknown; done: { status: number; body: unknown } | null } | null> {
  const row = await tx
    .selectFrom('updateCommand')
    .selectAll()
    .where(ownedBy(key))
    .where('commandId', '=', commandId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    actor: row.actor,
    body: row.body,
    done: row.status === null ? null : { status: row.status, body: row.result },
  };
}

export const eventChannel = 'seatwise_events';

export type EventSubject = 'integration' | 'command' | 'sync-run' | 'usage' | 'notice' | 'write-back';

/**
 * Tells listening API processes that something changed: ids only, sent when the transaction commits (architecture.md 7,
 * live).
 */
export async function announce(
  tx: Tx,
  key: { readonly tenantId: string; readonly integrationId: string | null },
  subject: EventSubject,
  id: string,
): Promise<void> {
  await sql`select ${announcing(key, subject, id)}`.execute(tx);
}

/** The same as a part of the statement that changes it. */
export function announcing(
  key: { readonly tenantId: string; readonly integrationId: string | null },
  subject: EventSubject,
  id: string,
): RawBuilder<unknown> {
  const payload = JSON.stringify({ tenantId: key.tenantId, integrationId: key.integrationId, subject, id });
  return sql`pg_notify(${eventChannel}, ${payload})`;
}
