import { z } from 'zod';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { AnchorsUnusable, readAnchors, type ReadAnchors } from '../../db/audit/anchors/files.ts';
import { verifyAudit, type AuditVerification } from '../../db/audit/audit-verification.ts';
import { tenantIds } from '../../db/people/people.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf } from '../master-key.ts';
import { duration } from '../durations.ts';

const optionsSchema = z.object({
  anchors: z.array(z.string()).default([]),
  against: z.array(z.string()).default([]),
});

/** Compares the whole audit with its chain of checkpoints and with the external anchors. Changes nothing. */
export const run: RunCommand = async (options, context) => {
  const { anchors: further, against } = optionsSchema.parse(options);
  const installation = await openInstallation(context, 'audit verify', 'any');
  const keyRing = await keyRingOf(installation);
  const folders = [anchorFolder(installation.environment), ...further];
  // Before the database is looked at: a signed checkpoint is there first, and then here.
  const anchors = await reading(folders, against);
  const now = new Date();
  const tenants: ({ tenantId: string } & AuditVerification)[] = [];
  for (const tenantId of await tenantIds(installation.db)) {
    const ofTenant = anchors.byTenant.get(tenantId) ?? [];
    const found = await verifyAudit(installation.db, keyRing, tenantId, { anchors: ofTenant, now });
    tenants.push({ tenantId, ...found });
  }
  const here = new Set(tenants.map(({ tenantId }) => tenantId));
  const gone = [...anchors.byTenant.keys()].filter((tenantId) => !here.has(tenantId));
  const unreadable = anchors.faults.filter(({ kind }) => kind === 'unreadable');
  const ok = gone.length === 0 && unreadable.length === 0 && tenants.every((tenant) => tenant.ok);
  return {
    ok,
    data: {
      tenants,
      anchors: { folders, against, files: anchors.files, faults: anchors.faults, tenantsGone: gone },
    },
    lines: [
      ...tenants.flatMap((tenant) => [`Tenant ${tenant.tenantId}`, ...words(tenant, now)]),
      ...anchorWords([...folders, ...against], anchors),
      ...gone.map((id) => `  BAD  set-back  tenant ${id} has external anchors and is not in this database`),
      ok
        ? 'The audit matches its checkpoints.'
        : 'The audit does not match its checkpoints: keep the database and the external anchors as they are, and compare with a backup.',
    ],
  };
};

async function reading(folders: readonly string[], received: readonly string[]): Promise<ReadAnchors> {
  try {
    return await readAnchors(folders, received);
  } catch (error) {
    if (error instanceof AnchorsUnusable) throw new CannotRun(`${error.message}: nothing was compared.`);
    throw error;
  }
}

function anchorWords(folders: readonly string[], { files, faults }: ReadAnchors): string[] {
  return [
    `External anchors: ${files} files in ${folders.join(', ')}`,
    ...faults.map(({ file, line, kind }) =>
      kind === 'cut'
        ? `  the last line of ${file} (${line}) was cut by a crash and is not used`
        : `  BAD  anchor  line ${line} of ${file} is not one that Seatwise wrote`,
    ),
  ];
}

function words(found: AuditVerification, now: Date): string[] {
  const { chain, pendingTail: tail } = found;
  const lines =
    chain === null
      ? [
          '  there is no checkpoint yet, so nothing is compared; a worker creates one for each row every minute',
        ]
      : [
          `  ${found.checkpoints} rows have a checkpoint, the first since ${chain.beganAt.toISOString()}`,
          `  signed checkpoint: ${chain.counter}, position ${chain.position}, ${chain.signedAt.toISOString()}, ${chain.hash}`,
        ];
  lines.push(...provenWords(found));
  lines.push(
    tail.oldestAt === null
      ? '  no row waits for a checkpoint'
      : `  ${tail.rows} rows wait for a checkpoint, the oldest for ${duration(now.getTime() - tail.oldestAt.getTime())}: nothing proves them yet`,
  );
  for (const { kind, seq, position, detail } of found.findings) {
    const where = [
      seq === null ? [] : [`row ${seq}`],
      position === null ? [] : [`position ${position}`],
    ].flat();
    lines.push(`  BAD  ${kind}  ${where.join(', ')}: ${detail}`);
  }
  if (found.furtherFindings > 0) lines.push(`  and ${found.furtherFindings} more`);
  return lines;
}

function provenWords({ anchors, chain }: AuditVerification): string[] {
  if (anchors === null) return [];
  const { compared, provenTo, starts } = anchors;
  const beyond = (chain?.position ?? 0) - provenTo;
  return [
    `  ${compared} external anchors prove it up to position ${provenTo}` +
      (beyond > 0
        ? `; the ${beyond} later rows with a checkpoint are proven against everybody but its owner`
        : ''),
    ...starts.map(({ because, at, detail, givenUp }) => {
      const what = because === 'restored' ? 'restored from' : 'told to go on from here:';
      return `  on ${at} ${what} ${detail}; ${givenUp} signed checkpoints after that were given up`;
    }),
  ];
}
