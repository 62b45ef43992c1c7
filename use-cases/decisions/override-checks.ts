import { sentences } from '../../messages/message.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { billableOf, type ComposedLine } from '../../domain/usage/composition.ts';
import type { UsageLineFlag } from '../../domain/usage/line-flags.ts';
import { mayOverride, type OverridableCheck, overridableChecks } from '../../domain/usage/line-flags.ts';
import { isSameUsage } from '../../domain/usage/usage-version.ts';
import { includedRejection } from '../../domain/decisions/target-change.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { overrideChecks } from '../../db/usage/check-overrides.ts';
import { lineDecisions, removeLineDecisions } from '../../db/usage/line-decisions.ts';
import { onlyGroups } from '../../db/usage/affected-groups.ts';
import {
  integrationsOfLines,
  type LineToDecide,
  lineVersions,
  linesToDecide,
} from '../../db/usage/usage-lines-to-decide.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { ruleDetail } from './rule-detail.ts';

interface Release {
  readonly lineId: string;
  /** The version that was looked at; null: whichever stands. */
  readonly lineVersion: number | null;
  readonly reason: string;
}

interface Released {
  readonly kind: 'overridden';
  readonly usageLineId: string;
  readonly lineVersion: number;
  readonly overridden: readonly OverridableCheck[];
  readonly count: string;
}

/** The line is not any more what the caller saw: it was recomposed, which is kept, and nothing was overridden. */
interface Moved {
  readonly kind: 'moved';
}

/** Releases every check that holds a line and may be overridden, at the count it holds it for (RULES 7). */
export async function overrideUsageLine(
  tx: Tx,
  override: Release,
  by: RequestContext,
): Promise<Released | Moved | Rejected> {
  const { lineId, reason } = override;
  const integrationId = (await integrationsOfLines(tx, by.tenantId, [lineId])).get(lineId);
  if (integrationId === undefined) return rejected('NotFound');
  const key: IntegrationKey = { tenantId: by.tenantId, integrationId };
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) return integration;
  const line = (await linesToDecide(tx, key, [lineId])).get(lineId);
  if (line === undefined) return rejected('NotFound');
  const affected = onlyGroups([line.groupKey]);
  const input = await compositionInput(tx, key, by.now, affected.groupKeys);
  const composed =
    input === null ? undefined : composeUsage(input).find(({ groupKey }) => groupKey === line.groupKey);
  if (composed === undefined || moved(override, line, composed)) {
    await recomposeAffected(tx, key, affected, by.now);
    return { kind: 'moved' };
  }
  const holding = held(composed);
  if (isRejected(holding)) return holding;
  const { checks, count } = holding;
  const { groupKey } = line;
  const units = billableOf(composed) ?? count;
  await overrideChecks(tx, key, { groupKey, checks, count, units, reason, actor: by.actor, at: by.now });
  // "Hold until any other decision" (RULES 8).
  if ((await lineDecisions(tx, key, [groupKey])).get(groupKey)?.state === 'held')
    await removeLineDecisions(tx, key, [groupKey]);
  await recomposeAffected(tx, key, affected, by.now);
  const bound = { checks, count: String(count), ...ruleDetail(composed) };
  const detail = { label: line.label, lineVersion: line.version, ...bound, reason };
  await recordAudit(tx, {
    ...by,
    action: 'usage-line.overridden',
    ...about('usage-line', line.id, key),
    detail,
  });
  return {
    kind: 'overridden',
    usageLineId: line.id,
    lineVersion: (await lineVersions(tx, key, [line.id])).get(line.id) ?? line.version,
    overridden: checks,
    count: String(count),
  };
}

const moved = ({ lineVersion }: Release, line: LineToDecide, composed: ComposedLine): boolean =>
  lineVersion !== null && (lineVersion !== line.version || !isSameUsage(line.composed, composed));

function held(
  composed: ComposedLine,
): { readonly checks: readonly OverridableCheck[]; readonly count: number } | Rejected {
  if (composed.notRead !== null) return rejected('LineNotRead', composed.reason);
  // The money of a line that is to be created depends on what is chosen for it, so that no flag holds it (RULES 16).
  if (composed.kind === 'new' && composed.vendorQuantity !== null && !composed.flags.some(isHeld))
    return { checks: ['jump'], count: composed.vendorQuantity };
  const holding = composed.flags.filter(isHeld);
  const checks = overridableChecks.filter(
    (check) => mayOverride(composed.kind, check) && holding.some((flag) => flag.check === check),
  );
  const unexplained = includedRejection(composed.flags);
  if (unexplained !== null) return rejected('IncludedNotAnswered', unexplained.detail);
  if (holding.length === 0) return rejected('NothingHeld');
  return checks.length === 0 || composed.vendorQuantity === null
    ? rejected('CheckNotOverridable', sentences(holding.map(({ reason }) => reason)))
    : { checks, count: composed.vendorQuantity };
}

const isHeld = (flag: UsageLineFlag): flag is Extract<UsageLineFlag, { readonly flag: 'held' }> =>
  flag.flag === 'held';
