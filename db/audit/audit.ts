import { randomUUID } from 'node:crypto';
import type { AuditAction, AuditedKind } from '../../domain/audit-actions.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Tx } from '../model/database.ts';
import { batchesOf } from '../driver/batches.ts';

/**
 * One state change, told once, in the transaction that makes it (architecture.md 11). `detail` never holds a secret.
 */
export interface AuditEntry {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly objectKind: AuditedKind;
  readonly objectId: string;
  readonly integrationId?: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** From where it was asked, where that matters: sign-ins, keys, members, write-back, credentials. Stands in the detail. */
  readonly address?: string | undefined;
  /** Of the HTTP request, where one caused it. */
  readonly requestId?: string | null;
}

type AuditedObject = Pick<AuditEntry, 'objectKind' | 'objectId' | 'integrationId'>;

/** Of a PSA line that a person gave a role (RULES 4); its detail has the company, the role and the reason. */
export const roleGiven = 'mapping.give-role' satisfies AuditAction;

/** What an entry is about: something of an integration, or the integration itself. */
export const about = (
  objectKind: AuditedKind,
  objectId: string,
  { integrationId }: Pick<IntegrationKey, 'integrationId'>,
): AuditedObject => ({ objectKind, objectId, integrationId });

export const aboutIntegration = ({ integrationId }: Pick<IntegrationKey, 'integrationId'>): AuditedObject =>
  about('integration', integrationId, { integrationId });

/** Appends one row. Lock order: integration → command or line → audit (architecture.md 5), so call it last. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await recordAudits(tx, [entry]);
}

/** Appends many rows, in their order. */
export async function recordAudits(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  for (const slice of batchesOf(entries))
    await tx
      .insertInto('auditEvent')
      .values(
        slice.map((entry) => ({
          tenantId: entry.tenantId,
          id: randomUUID(),
          actorKind: entry.actor.kind,
          actorId: entry.actor.id,
          action: entry.action,
          objectKind: entry.objectKind,
          objectId: entry.objectId,
          integrationId: entry.integrationId ?? null,
          detail: JSON.stringify({
            ...entry.detail,
            ...(entry.address === undefined ? {} : { address: entry.address }),
          }),
          requestId: entry.requestId ?? null,
        })),
      )
      .execute();
}
