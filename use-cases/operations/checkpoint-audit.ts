import { type CheckpointOptions, tryCheckpointAudit } from '../../db/audit/audit-chain.ts';
import { AuditChainBroken, readSignedCheckpoint } from '../../db/audit/signed-checkpoint.ts';
import { type AuditVerification, verifyAudit } from '../../db/audit/audit-verification.ts';
import { asWritten, message, type Message } from '../../messages/message.ts';
import type { Database } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import { closeNotices, keepNotice } from '../../db/notices/notices.ts';
import type { AuditAnchor } from '../../db/audit/anchors/anchor.ts';
import { writeExternalAnchor } from '../../db/audit/anchors/write-anchor.ts';
import { type AnchorFile, AnchorsUnusable, readAnchors } from '../../db/audit/anchors/files.ts';

export interface CheckpointerDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  /** Null: nothing is written outside the database. */
  readonly anchors: AnchorFile | null;
  /** Called for each signed checkpoint that was written outside the database, for the log. */
  readonly onAnchor: (anchor: AuditAnchor) => void;
  /** Called for each one that could not be; checkpoints continue. */
  readonly onAnchorFailure: (message: string) => void;
  /** Absent: the clock of the machine. */
  readonly now?: () => Date;
}

/** Creates checkpoints for the audit of a tenant, writes the signed one outside the database, and raises a notice where either fails. */
export interface AuditCheckpointer {
  /** Returns how many checkpoints were added, and why none may be: `null` where they may. */
  checkpoint(
    tenantId: string,
    reach: CheckpointOptions['reach'],
  ): Promise<{ readonly added: number; readonly rejected: Message | null }>;
  /** Compares the whole audit with its checkpoints and against what stands where this process writes. */
  verify(tenantId: string): Promise<AuditVerification>;
}

export function createAuditCheckpointer(deps: CheckpointerDependencies): AuditCheckpointer {
  const { db, keyRing, anchors, now = () => new Date() } = deps;
  const blocks = noteBlocks(db, now);
  return {
    async checkpoint(tenantId, reach) {
      try {
        const notBehind = await newestKnown(anchors, tenantId);
        const { added, busy } = await tryCheckpointAudit(db, keyRing, tenantId, {
          reach,
          notBehind,
          now: now(),
        });
        if (busy) await blocks.note(tenantId, message('audit-chain.lock-held'));
        else await blocks.over(tenantId);
        await writeOutside(deps, tenantId);
        return { added, rejected: null };
      } catch (error) {
        if (!(error instanceof AuditChainBroken)) {
          await blocks.note(tenantId, asWritten(error instanceof Error ? error.message : String(error)));
          throw error;
        }
        await db.transaction().execute((tx) =>
          keepNotice(tx, ofInstallation(tenantId), {
            code: 'AuditChainBroken',
            subject: 'audit',
            detail: error.says,
          }),
        );
        return { added: 0, rejected: error.says };
      }
    },
    async verify(tenantId) {
      const read = anchors === null ? null : await readAnchors([anchors.folder]).catch(forgiven);
      return verifyAudit(db, keyRing, tenantId, { anchors: read?.byTenant.get(tenantId) ?? null });
    },
  };
}

/** Checkpoints are created each minute, within seconds. */
const blockedForMs = 5 * 60_000;

/** Since when no process could create a checkpoint: the counter of the signed checkpoint stays. */
function noteBlocks(db: Database, now: () => Date) {
  const known = new Map<string, { readonly since: number; readonly counter: number }>();
  return {
    async note(tenantId: string, cause: Message): Promise<void> {
      const counter = (await readSignedCheckpoint(db, tenantId))?.counter ?? 0;
      const before = known.get(tenantId);
      if (before?.counter !== counter) {
        known.set(tenantId, { since: now().getTime(), counter });
        return;
      }
      if (now().getTime() - before.since < blockedForMs) return;
      const since = new Date(before.since).toISOString();
      const detail = message('audit-chain.overdue', { since, cause });
      await db.transaction().execute((tx) =>
        keepNotice(tx, ofInstallation(tenantId), {
          code: 'AuditCheckpointOverdue',
          subject: 'audit',
          detail,
        }),
      );
    },
    async over(tenantId: string): Promise<void> {
      known.delete(tenantId);
      await db
        .transaction()
        .execute((tx) => closeNotices(tx, ofInstallation(tenantId), 'AuditCheckpointOverdue'));
    },
  };
}

const ofInstallation = (tenantId: string) => ({ tenantId, integrationId: null });

/** What cannot be read is told when it cannot be written. */
function forgiven(error: unknown): null {
  if (error instanceof AnchorsUnusable) return null;
  throw error;
}

const newestKnown = async (anchors: AnchorFile | null, tenantId: string): Promise<number> =>
  (await anchors?.newestCounter(tenantId).catch(forgiven)) ?? 0;

async function writeOutside(
  { db, keyRing, anchors, onAnchor, onAnchorFailure }: CheckpointerDependencies,
  tenantId: string,
): Promise<void> {
  if (anchors === null) return;
  const key = ofInstallation(tenantId);
  try {
    const anchor = await writeExternalAnchor(db, keyRing, tenantId, (written) => anchors.append(written));
    if (anchor === null) return;
    onAnchor(anchor);
    await db.transaction().execute((tx) => closeNotices(tx, key, 'AuditNotAnchored'));
  } catch (error) {
    if (!(error instanceof AnchorsUnusable)) throw error;
    onAnchorFailure(error.message);
    await db
      .transaction()
      .execute((tx) =>
        keepNotice(tx, key, { code: 'AuditNotAnchored', subject: 'audit', detail: error.says }),
      );
  }
}
