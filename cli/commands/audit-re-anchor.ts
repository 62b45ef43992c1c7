import { z } from 'zod';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { startFromHere } from '../../db/audit/anchors/write-anchor.ts';
import { readAnchors } from '../../db/audit/anchors/files.ts';
import { checkpointAudit } from '../../db/audit/audit-chain.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import { installationId, tenantIds } from '../../db/people/people.ts';
import { anchorNow } from '../anchor-now.ts';
import { message } from '../../messages/message.ts';
import { CannotRun, indented, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf } from '../master-key.ts';

const optionsSchema = z.object({ reason: z.string().trim().min(10).max(500) });

/** Signs that the audit goes on from where the database stands, whatever its anchors say: after a move, or a loss of them. */
export const run: RunCommand = async (options, context) => {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw new CannotRun(message('audit-chain.re-anchor-reason'));
  const { reason } = parsed.data;
  const installation = await openInstallation(context, 'audit re-anchor', 'any');
  const { db, environment } = installation;
  const keyRing = await keyRingOf(installation);
  const folder = anchorFolder(environment);
  const known = await readAnchors([folder]);
  const objectId = (await installationId(db)) ?? 'unknown';
  const tenants = await tenantIds(db);
  for (const tenantId of tenants) {
    const newest = known.byTenant.get(tenantId)?.at(-1)?.counter ?? 0;
    await db.transaction().execute(async (tx) => {
      const start = { because: 'moved', detail: reason } as const;
      await startFromHere(tx, keyRing, tenantId, start, newest);
      await recordAudit(tx, {
        tenantId,
        actor: { kind: 'system', id: 'command-line' },
        action: 'audit.re-anchored',
        objectKind: 'installation',
        objectId,
        detail: { reason, afterCheckpoint: newest },
      });
    });
    await checkpointAudit(db, keyRing, tenantId);
  }
  const trouble = await anchorNow(db, keyRing, folder);
  return {
    ok: trouble === null,
    data: { tenants: tenants.length, folder },
    lines: [
      message('audit-chain.re-anchor-done'),
      ...(trouble === null ? [] : [indented(message('audit-chain.re-anchor-later', { cause: trouble }))]),
    ],
  };
};
