import type { IntegrationKey } from '../../domain/keys.ts';
import { recordAudit } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/core/database.ts';
import { releaseGuards } from '../../db/usage/guard-releases.ts';
import { lockIntegration } from '../../db/core/integrations.ts';
import { lineDecisions, removeLineDecisions } from '../../db/usage/line-decisions.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { composeTouched } from '../../use-cases/composition/recompose-usage.ts';
import { onlyGroups } from '../../db/usage/touched-groups.ts';
import {
  integrationsOfLines,
  type LineToDecide,
  lineVersions,
  linesToDecide,
} from '../../db/usage/usage-lines-to-decide.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine, UsageLineFlag } from '../../domain/usage/composition.ts';
import { type ReleasableGuard, releasableGuards } from '../../domain/usage/holding-flags.ts';
import { sameUsage } from '../../domain/usage/same-usage.ts';
import { includedRefusal } from '../../domain/write-back/target-change.ts';
import { Problem } from '../problems.ts';
import type { Caller } from '../sign-in/caller.ts';
import { requireFinished } from './integration-of.ts';

export interface ReleaseRequest {
  readonly caller: Caller;
  readonly requestId: string;
  readonly lineId: string;
  readonly lineVersion: number | null;
  readonly reason: string;
  readonly now: Date;
}

/** Releases every guard that holds a line and may be released, at the count it holds it for (RULES 7). */
export async function releaseUsageLine(db: Database, request: ReleaseRequest) {
  const { tenantId } = request.caller;
  const integrationId = (await integrationsOfLines(db, tenantId, [request.lineId])).get(request.lineId);
  if (integrationId === undefined) throw new Problem('NotFound');
  const key = { tenantId, integrationId };
  const released = await db.transaction().execute((tx) => release(tx, key, request));
  // Thrown only now, so that what moved is stored and the list shows it.
  if (released === null) throw new Problem('LineMoved');
  return released;
}

/** Null: the line is not any more what the caller saw. */
async function release(tx: Tx, key: IntegrationKey, request: ReleaseRequest) {
  const { caller, reason, now, requestId } = request;
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireFinished(integration.phase);
  const line = (await linesToDecide(tx, key, [request.lineId])).get(request.lineId);
  if (line === undefined) throw new Problem('NotFound');
  const touched = onlyGroups([line.groupKey]);
  const input = await compositionInput(tx, key, now, touched.groupKeys);
  const composed =
    input === null ? undefined : composeUsage(input).find(({ groupKey }) => groupKey === line.groupKey);
  if (composed === undefined || moved(request, line, composed)) {
    await composeTouched(tx, key, touched, now);
    return null;
  }
  const { guards, count } = held(composed);
  await releaseGuards(tx, key, {
    groupKey: line.groupKey,
    guards,
    count,
    reason,
    actor: caller.actor,
    at: now,
  });
  // "Hold until any other decision" (RULES 8).
  if ((await lineDecisions(tx, key, [line.groupKey])).get(line.groupKey)?.state === 'held')
    await removeLineDecisions(tx, key, [line.groupKey]);
  await composeTouched(tx, key, touched, now);
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action: 'usage-line.released',
    objectKind: 'usage-line',
    objectId: line.id,
    integrationId: key.integrationId,
    detail: { label: line.label, lineVersion: line.version, guards, count: String(count), reason },
    requestId,
  });
  const version = (await lineVersions(tx, key, [line.id])).get(line.id) ?? line.version;
  return { usageLineId: line.id, lineVersion: version, released: guards, count: String(count) };
}

const moved = ({ lineVersion }: ReleaseRequest, line: LineToDecide, composed: ComposedLine): boolean =>
  lineVersion !== null && (lineVersion !== line.version || !sameUsage(line.composed, composed));

function held(composed: ComposedLine): {
  readonly guards: readonly ReleasableGuard[];
  readonly count: number;
} {
  if (composed.kind === 'not-read') throw new Problem('LineNotRead', { detail: composed.reason });
  const holding = composed.flags.filter(isHeld);
  const guards = releasableGuards.filter((guard) => holding.some((flag) => flag.guard === guard));
  const unexplained = includedRefusal(composed.flags);
  if (unexplained !== null) throw new Problem('IncludedNotAnswered', { detail: unexplained.detail });
  if (holding.length === 0) throw new Problem('NothingHeld');
  if (guards.length === 0 || composed.vendorQuantity === null) {
    throw new Problem('GuardNotReleasable', {
      detail: holding.map(({ guard, reason }) => `${guard}: ${reason}`).join(' '),
    });
  }
  return { guards, count: composed.vendorQuantity };
}

const isHeld = (flag: UsageLineFlag): flag is Extract<UsageLineFlag, { readonly flag: 'held' }> =>
  flag.flag === 'held';
