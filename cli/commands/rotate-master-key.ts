import { existsSync, statSync } from 'node:fs';
import { z } from 'zod';
import { AuditChainBroken } from '../../db/audit/signed-checkpoint.ts';
import { readAnchors } from '../../db/audit/anchors/files.ts';
import { verifyAudit } from '../../db/audit/audit-verification.ts';
import {
  createKeyRing,
  findKeyRing,
  type KeyRing,
  masterKeyId,
  MasterKeyChanged,
} from '../../db/secrets/key-ring.ts';
import { tenantIds } from '../../db/people/people.ts';
import { rotateMasterKey, type Rotation } from '../../use-cases/operations/rotate-master-key.ts';
import { rejectionOfWeakKey } from '../../domain/master-key.ts';
import type { HomeFiles } from '../../embedded/home.ts';
import { formerKeyFile } from '../../embedded/former-key.ts';
import { keptKey, makeNextKey, takeNextKey } from '../../embedded/master-key.ts';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { anchorNow } from '../anchor-now.ts';
import { message, type Message } from '../../messages/message.ts';
import { CannotRun, indented, type Report, type RunCommand } from '../command.ts';
import { type Installation, openInstallation } from '../installation.ts';
import { keyRingOf, masterKeyOf } from '../master-key.ts';

/** Where a test ends a rotation: between each two of its steps. */
export type RotationPoint = 'new-key-kept' | 're-sealed' | 'committed' | 'new-key-in-place';

const optionsSchema = z.object({ newKeyFile: z.string().optional(), dryRun: z.boolean().default(false) });

/** @param atPoint fault points, for tests. */
export const rotating =
  (atPoint: AtPoint): RunCommand =>
  async (options, context) => {
    const { dryRun, ...given } = optionsSchema.parse(options);
    const newKeyFile = given.newKeyFile ?? context.environment.NEW_MASTER_KEY_FILE;
    const installation = await openInstallation(context, 'rotate-master-key', 'stopped');
    const rotate = installation.environment.MASTER_KEY === undefined ? rotateKept : rotateGiven;
    return rotate(installation, newKeyFile, dryRun, atPoint);
  };

/** Seals everything stored under a new master key. */
export const run = rotating(() => Promise.resolve());

type AtPoint = (point: RotationPoint) => Promise<void>;

/** The key that `npm start` made and keeps: the new one is written beside it first, and takes its place last. */
async function rotateKept(
  installation: Installation,
  newKeyFile: string | undefined,
  dryRun: boolean,
  atPoint: AtPoint,
): Promise<Report> {
  if (newKeyFile !== undefined) throw new CannotRun(message('backups.rotation.own-key'));
  const from = await keyRingOf(installation);
  const home = requireHome(installation);
  const findings = await auditFindings(installation, from);
  const newKey = dryRun ? Buffer.alloc(32, 1) : makeNextKey(home);
  await atPoint('new-key-kept');
  const rotation = await rotated(installation, from, newKey, dryRun, atPoint);
  if (dryRun) return report(rotation, findings, true, []);
  await atPoint('committed');
  const former = formerKeyFile(home, masterKeyId(keptKey(home.masterKeyFile)));
  takeNextKey(home);
  await atPoint('new-key-in-place');
  await anchored(installation, newKey, rotation);
  return report(rotation, findings, false, [
    message('backups.rotation.new-key', { file: home.masterKeyFile }),
    message('backups.rotation.former-key', { file: former }),
  ]);
}

/** A key that the operator keeps: in MASTER_KEY before, in a file now. */
async function rotateGiven(
  installation: Installation,
  newKeyFile: string | undefined,
  dryRun: boolean,
  atPoint: AtPoint,
): Promise<Report> {
  const newKey = readNewKey(newKeyFile);
  const oldKey = await masterKeyOf(installation, installation.db);
  if (newKey.equals(oldKey)) throw new CannotRun(message('backups.rotation.same-key'));
  const from = await findKeyRing(installation.db, oldKey);
  if (from === null) {
    const done = await findKeyRing(installation.db, newKey);
    if (done === null) await keyRingOf(installation);
    return {
      ok: true,
      data: { dryRun, alreadyDone: true, toVersion: done?.version ?? null, values: [] },
      lines: [message('backups.rotation.done-before'), restart],
    };
  }
  const findings = await auditFindings(installation, from);
  const rotation = await rotated(installation, from, newKey, dryRun, atPoint);
  if (!dryRun) {
    await atPoint('committed');
    await anchored(installation, newKey, rotation);
  }
  return report(rotation, findings, dryRun, dryRun ? [] : [restart]);
}

const restart = message('backups.rotation.restart');

function requireHome({ home }: Installation): HomeFiles {
  if (home === null) throw new CannotRun(message('cli.master-key.none'));
  return home;
}

function readNewKey(file: string | undefined): Buffer {
  if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
    throw new CannotRun(
      message('core.both', {
        first:
          file === undefined
            ? message('backups.rotation.no-new-key')
            : message('files.missing', { path: file }),
        second: message('backups.rotation.create-key'),
      }),
    );
  }
  const key = keptKey(file);
  const weak = rejectionOfWeakKey(key, file);
  if (weak !== null) throw new CannotRun(weak);
  return key;
}

/** What cannot be written now a worker writes: its signed checkpoint waits in the database. */
const anchored = (
  { db, environment }: Installation,
  newKey: Buffer,
  { toVersion }: Rotation,
): Promise<Message | null> => anchorNow(db, createKeyRing(newKey, toVersion), anchorFolder(environment));

async function auditFindings({ db, environment }: Installation, keyRing: KeyRing): Promise<number> {
  let found = 0;
  const { byTenant } = await readAnchors([anchorFolder(environment)]);
  for (const tenantId of await tenantIds(db)) {
    const anchors = byTenant.get(tenantId) ?? [];
    const { findings, furtherFindings } = await verifyAudit(db, keyRing, tenantId, { anchors });
    found += findings.length + furtherFindings;
  }
  return found;
}

async function rotated(
  { db }: Installation,
  from: KeyRing,
  newKey: Buffer,
  dryRun: boolean,
  atPoint: AtPoint,
): Promise<Rotation> {
  try {
    return await rotateMasterKey(db, from, newKey, { dryRun, beforeCommit: () => atPoint('re-sealed') });
  } catch (error) {
    if (error instanceof MasterKeyChanged) throw new CannotRun(message('backups.rotation.key-changed'));
    if (!(error instanceof AuditChainBroken)) throw error;
    throw new CannotRun(message('backups.rotation.audit-broken'));
  }
}

function report(
  { fromVersion, toVersion, values }: Rotation,
  findings: number,
  dryRun: boolean,
  next: readonly Message[],
): Report {
  return {
    ok: true,
    data: { dryRun, alreadyDone: false, fromVersion, toVersion, values, auditFindings: findings },
    lines: [
      dryRun
        ? message('backups.rotation.tried')
        : message('backups.rotation.done', { version: String(toVersion) }),
      ...values.map(({ what, count }) => indented(message(`backups.sealed.${what}`, { count }))),
      ...(findings === 0 ? [] : [message('backups.rotation.findings', { count: findings })]),
      ...next,
    ],
  };
}
