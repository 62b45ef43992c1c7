import { verifyAudit, type AuditVerification } from '../../db/audit-verification.ts';
import { tenantIds } from '../../db/people.ts';
import type { SeatwiseCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { keyRingOf } from '../master-key.ts';
import { duration } from '../durations.ts';

/** Compares the whole audit with the chain that was sealed over it. Changes nothing. */
export const auditVerify: SeatwiseCommand = {
  name: 'audit verify',
  summary: 'compares the audit with its signed hash chain',
  explanation:
    'Reports every row that was changed, removed or added afterwards, and how many rows are not sealed yet. ' +
    'Works beside a running Seatwise.',
  options: [],
  async run(_options, context) {
    const installation = await openInstallation(context, 'audit verify', 'any');
    const keyRing = await keyRingOf(installation);
    const now = new Date();
    const tenants: ({ tenantId: string } & AuditVerification)[] = [];
    for (const tenantId of await tenantIds(installation.db)) {
      tenants.push({ tenantId, ...(await verifyAudit(installation.db, keyRing, tenantId)) });
    }
    return {
      ok: tenants.every(({ ok }) => ok),
      data: { tenants },
      lines: tenants.flatMap((tenant) => [`Tenant ${tenant.tenantId}`, ...words(tenant, now)]),
    };
  },
};

function words(found: AuditVerification, now: Date): string[] {
  const { chain, unsealedTail: tail } = found;
  const lines =
    chain === null
      ? ['  nothing is sealed yet, so nothing is compared; housekeeping seals each hour']
      : [
          `  ${found.sealed} rows sealed, the first on ${chain.beganAt.toISOString()}`,
          `  newest seal: position ${chain.position}, ${chain.sealedAt.toISOString()}, ${chain.hash}`,
        ];
  lines.push(
    tail.oldestAt === null
      ? '  no row waits to be sealed'
      : `  ${tail.rows} rows wait to be sealed, the oldest for ${duration(now.getTime() - tail.oldestAt.getTime())}`,
  );
  for (const { kind, seq, position, detail } of found.findings) {
    const where = [
      seq === null ? [] : [`row ${seq}`],
      position === null ? [] : [`position ${position}`],
    ].flat();
    lines.push(`  BAD  ${kind}  ${where.join(', ')}: ${detail}`);
  }
  if (found.furtherFindings > 0) lines.push(`  and ${found.furtherFindings} more`);
  if (found.ok && chain === null) return lines;
  lines.push(
    found.ok
      ? '  The audit is what was sealed.'
      : '  The audit is not what was sealed: keep the database as it is, and compare it with a backup.',
  );
  return lines;
}
