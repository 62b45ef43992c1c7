import { sql } from 'kysely';
import type { GatePart } from '../../domain/gates.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { GateStatus } from '../../domain/states.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore, StoredMessage } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { allowedFrom, requireTransition } from '../model/transitions.ts';
import { ownedBy } from '../model/owned-by.ts';

/** One of the three indicators of gate one. */
export interface Gate {
  readonly status: GateStatus;
  readonly since: Date;
  /** Counts by what was loaded: `{ companies: 250, agreements: 150 }`. */
  readonly loaded: Readonly<Record<string, number>>;
  readonly code: string | null;
  /** What was found, in addition to the texts of the code. */
  readonly detail: Message | null;
  /** When its loading goes on by itself; null: it does not wait, or nobody knows until when. */
  readonly waitsUntil: Date | null;
}

/** Sets one of the three indicators of gate one; `since` stays while the status stays. */
export async function setGate(
  tx: Tx,
  key: IntegrationKey,
  part: GatePart,
  gate: Omit<Gate, 'since' | 'waitsUntil'>,
): Promise<void> {
  const moved = await tx
    .insertInto('gateStatus')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      part,
      status: gate.status,
      loaded: JSON.stringify(gate.loaded),
      code: gate.code,
      detail: messageToStore(gate.detail),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'integrationId', 'part'])
        .doUpdateSet({
          status: gate.status,
          loaded: JSON.stringify(gate.loaded),
          code: gate.code,
          detail: messageToStore(gate.detail),
          waitsUntil: null,
          since: sql`case when gate_status.status = ${gate.status} then gate_status.since else now() end`,
        })
        .where('gateStatus.status', 'in', allowedFrom('gate-status', gate.status)),
    )
    .executeTakeFirstOrThrow();
  requireTransition('gate-status', gate.status, moved);
}

/** The loading of a part begins, whatever came of one before. Returns when. */
export async function startPart(tx: Tx, key: IntegrationKey, part: GatePart): Promise<Date> {
  await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
  const { since } = await tx
    .updateTable('gateStatus')
    .set({ since: sql`now()` })
    .where(ownedBy(key))
    .where('part', '=', part)
    .returning('since')
    .executeTakeFirstOrThrow();
  return since;
}

/** Says how far the loading of a part is (absent: as far as before), and why it waits; what ended meanwhile stays so. */
export async function notePart(
  tx: Tx,
  key: IntegrationKey,
  part: GatePart,
  { loaded, detail, ...wait }: Pick<Gate, 'code' | 'detail' | 'waitsUntil'> & Partial<Pick<Gate, 'loaded'>>,
): Promise<void> {
  await tx
    .updateTable('gateStatus')
    .set({
      ...wait,
      detail: messageToStore(detail),
      ...(loaded === undefined ? {} : { loaded: JSON.stringify(loaded) }),
    })
    .where(ownedBy(key))
    .where('part', '=', part)
    .where('status', '=', 'waiting')
    .execute();
}

export async function readGates(
  db: Queryable,
  key: IntegrationKey,
): Promise<Readonly<Record<GatePart, Gate>>> {
  const rows = await db
    .selectFrom('gateStatus')
    .select(['part', 'status', 'since', 'loaded', 'code', 'detail', 'waitsUntil'])
    .where(ownedBy(key))
    .execute();
  const gates = new Map(
    rows.map(({ part, detail, ...gate }) => [
      part,
      { ...gate, detail: detail === null ? null : StoredMessage.parse(detail) },
    ]),
  );
  const gate = (part: GatePart): Gate => {
    const one = gates.get(part);
    if (one === undefined) throw new Error(`gate ${part} of an integration has no row`);
    return one;
  };
  return { integration: gate('integration'), accounts: gate('accounts'), services: gate('services') };
}
