import { z } from 'zod';
import { anchorFolder } from '../../config/anchor-folder.ts';
import { AnchorsUnusable, readAnchors, type ReadAnchors } from '../../db/audit/anchors/files.ts';
import { verifyAudit, type AuditVerification } from '../../db/audit/audit-verification.ts';
import { tenantIds } from '../../db/people/people.ts';
import { type MonthVerification, verifyMonths } from '../../use-cases/reports/verify-months.ts';
import type { AuditFinding } from '../../db/audit/audit-findings.ts';
import { asWritten, message, type Message } from '../../messages/message.ts';
import { CannotRun, indented, type Line, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf } from '../master-key.ts';

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
  const tenants: VerifiedTenant[] = [];
  for (const tenantId of await tenantIds(installation.db)) {
    const ofTenant = anchors.byTenant.get(tenantId) ?? [];
    const found = await verifyAudit(installation.db, keyRing, tenantId, { anchors: ofTenant, now });
    const months = await verifyMonths(installation.db, tenantId);
    tenants.push({ tenantId, ...found, ok: found.ok && months.findings.length === 0, months });
  }
  const here = new Set(tenants.map(({ tenantId }) => tenantId));
  const gone = [...anchors.byTenant.keys()].filter((tenantId) => !here.has(tenantId));
  const unreadable = anchors.faults.filter(({ kind }) => kind === 'unreadable');
  const ok = gone.length === 0 && unreadable.length === 0 && tenants.every((tenant) => tenant.ok);
  const answeredRows = tenants.reduce((sum, tenant) => sum + tenant.answered.length, 0);
  return {
    ok,
    data: {
      tenants,
      anchors: { folders, against, files: anchors.files, faults: anchors.faults, tenantsGone: gone },
    },
    lines: [
      ...tenants.flatMap((tenant) => [
        message('cli.tenant', { id: tenant.tenantId }),
        ...linesOf(tenant, now),
        ...monthLines(tenant.months),
      ]),
      ...anchorLines([...folders, ...against], anchors),
      ...gone.map((tenant) => failed('set-back', message('audit-chain.tenant-missing', { tenant }))),
      conclusion(ok, answeredRows),
    ],
  };
};

function conclusion(ok: boolean, answeredRows: number): Message {
  if (!ok) return message('audit-chain.not-verified');
  return answeredRows === 0
    ? message('audit-chain.verified')
    : message('audit-chain.verified-but-answered', { count: answeredRows });
}

type VerifiedTenant = AuditVerification & { readonly tenantId: string; readonly months: MonthVerification };

const monthLines = ({ months, files, findings }: MonthVerification): readonly Line[] => [
  indented(message('audit-chain.months', { months, files })),
  ...findings.map((one) => failed('month', one)),
];

async function reading(folders: readonly string[], received: readonly string[]): Promise<ReadAnchors> {
  try {
    return await readAnchors(folders, received);
  } catch (error) {
    if (error instanceof AnchorsUnusable)
      throw new CannotRun(message('audit-chain.nothing-compared', { cause: error.says }));
    throw error;
  }
}

const failed = (kind: string, finding: Message): Line =>
  indented(message('cli.state.bad'), asWritten(kind), finding);

const anchorLines = (folders: readonly string[], { files, faults }: ReadAnchors): readonly Line[] => [
  message('audit-chain.anchors', { count: files, folders }),
  ...faults.map(({ file, line, kind }) =>
    kind === 'cut'
      ? indented(message('audit-chain.file-cut', { file, line }))
      : failed('anchor', message('audit-chain.file-changed', { file, line })),
  ),
];

function linesOf(found: AuditVerification, now: Date): readonly Line[] {
  const { chain, pendingTail: tail } = found;
  const lines =
    chain === null
      ? [message('audit-chain.no-checkpoint-yet')]
      : [
          message('audit-chain.checkpoints', {
            count: found.checkpoints,
            since: chain.beganAt.toISOString(),
          }),
          message('audit-chain.newest', {
            checkpoint: chain.counter,
            position: chain.position,
            at: chain.signedAt.toISOString(),
            hash: chain.hash,
          }),
        ];
  return [
    ...[...lines, ...proven(found), pending(tail, now)].map((one) => indented(one)),
    ...found.findings.map((one) => failed(one.kind, placed(one))),
    ...found.answered.map(answered),
    ...(found.furtherFindings > 0
      ? [indented(message('audit-chain.further', { count: found.furtherFindings }))]
      : []),
  ];
}

const answered = ({ finding, answer }: AuditVerification['answered'][number]): Line =>
  indented(
    message('cli.state.warning'),
    asWritten(finding.kind),
    message('audit-chain.answered', {
      finding: placed(finding),
      member: answer.memberId,
      at: answer.at,
      reason: answer.reason,
    }),
  );

const pending = ({ rows, oldestAt }: AuditVerification['pendingTail'], now: Date): Message =>
  oldestAt === null
    ? message('audit-chain.none-pending')
    : message('audit-chain.pending', { count: rows, age: now.getTime() - oldestAt.getTime() });

function placed({ seq: row, position, detail: finding }: AuditFinding): Message {
  if (row === null)
    return position === null ? finding : message('audit-chain.at-position', { position, finding });
  return position === null
    ? message('audit-chain.at-row', { row, finding })
    : message('audit-chain.at-row-and-position', { row, position, finding });
}

function proven({ anchors, chain }: AuditVerification): readonly Message[] {
  if (anchors === null) return [];
  const { compared, provenTo: position, starts } = anchors;
  const beyond = (chain?.position ?? 0) - position;
  return [
    beyond > 0
      ? message('audit-chain.proven-but', { anchors: compared, position, count: beyond })
      : message('audit-chain.proven', { anchors: compared, position }),
    ...starts.map(({ because, at, detail, givenUp: count }) =>
      because === 'restored'
        ? message('audit-chain.restored', { at, backup: detail, count })
        : message('audit-chain.re-anchored', { at, reason: detail, count }),
    ),
  ];
}
