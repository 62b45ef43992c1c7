import { existsSync, statSync } from 'node:fs';
import { z } from 'zod';
import { AuditChainBroken } from '../../db/audit/signed-checkpoint.ts';
import { readAnchors } from '../../db/audit/anchors/files.ts';
import { verifyAudit } from '../../db/audit/audit-verification.ts';
import { createKeyRing, findKeyRing, type KeyRing, masterKeyId } from '../../db/secrets/key-ring.ts';
import { tenantIds } from '../../db/people/people.ts';
import { rotateMasterKey, type Rotation } from '../../use-cases/operations/rotate-master-key.ts';
import { rejectionOfWeakKey } from '../../domain/master-key.ts';
import type { HomeFiles } from '../../embedded/home.ts';
import { formerKeyFile } from '../../embedded/former-key.ts';
import { keptKey, makeNextKey, takeNextKey } from '../../embedded/master-key.ts';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { anchorNow } from '../anchor-now.ts';
import { CannotRun, type Report, type RunCommand } from '../command.ts';
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
  if (newKeyFile !== undefined) {
    throw new CannotRun(
      'This installation keeps its own key: leave out --new-key-file and NEW_MASTER_KEY_FILE.',
    );
  }
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
    `The new key is in ${home.masterKeyFile}. Keep a copy apart from the backups of the database.`,
    `The former one opens older backups and nothing else: ${former}. Delete it with the last of them.`,
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
  if (newKey.equals(oldKey)) throw new CannotRun('The new key is the present one. Make another.');
  const from = await findKeyRing(installation.db, oldKey);
  if (from === null) {
    const done = await findKeyRing(installation.db, newKey);
    if (done === null) await keyRingOf(installation);
    return {
      ok: true,
      data: { dryRun, alreadyDone: true, toVersion: done?.version ?? null, values: [] },
      lines: ['The database is sealed with the new key already.', restart],
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

const restart =
  'Set MASTER_KEY or MASTER_KEY_FILE to the new key and start every API and worker again now: with the former key they can neither open nor store a credential (MasterKeyChanged), and their work waits.';

function requireHome({ home }: Installation): HomeFiles {
  if (home === null) throw new CannotRun('There is no master key. Set MASTER_KEY or MASTER_KEY_FILE.');
  return home;
}

function readNewKey(file: string | undefined): Buffer {
  if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
    throw new CannotRun(
      `${file === undefined ? 'A new key is needed' : `${file} is not there`}. ` +
        'Make one with: (umask 077; head -c 32 /dev/urandom | base64 > new-master-key), then: --new-key-file new-master-key',
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
): Promise<string | null> => anchorNow(db, createKeyRing(newKey, toVersion), anchorFolder(environment));

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
    if (!(error instanceof AuditChainBroken)) throw error;
    throw new CannotRun(
      'Nothing was changed: the newest checkpoint of the audit is not the signed one, and it must not be signed again. Run seatwise audit verify.',
    );
  }
}

function report(
  { fromVersion, toVersion, values }: Rotation,
  findings: number,
  dryRun: boolean,
  next: readonly string[],
): Report {
  return {
    ok: true,
    data: { dryRun, alreadyDone: false, fromVersion, toVersion, values, auditFindings: findings },
    lines: [
      dryRun ? 'Tried, and kept nothing:' : `Sealed under version ${toVersion} of the master key:`,
      ...values.map(({ what, count }) => `  ${count} ${what}`),
      ...(findings === 0
        ? []
        : [`The audit has ${findings} findings, which stay: run seatwise audit verify.`]),
      ...next,
    ],
  };
}
