import type { IntegrationKey } from '../../domain/keys.ts';
import { roleReaches } from '../../contracts/api/common.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import type { Database, Tx } from '../../db/core/database.ts';
import { lockIntegration } from '../../db/core/integrations.ts';
import { composeTouched } from '../../use-cases/composition/recompose-usage.ts';
import { both, onlyGroups, touching, type TouchingEvent } from '../../db/usage/touched-groups.ts';
import { integrationsOfLines, lineVersions, linesToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import { Problem } from '../problems.ts';
import type { DecisionRequest } from './decision-request.ts';
import { type Item, type Refusal, refusal, refusedResult, type Result } from './decision-result.ts';
import { decisionGround, judge, type JudgedItem } from './judge-decisions.ts';
import { refusedBeforeFinish } from './integration-of.ts';
import { storeDecisions } from './store-decisions.ts';

/**
 * Decides on usage lines (RULES 4–8): one transaction for each integration, one result for each item in the order sent.
 * An item that is refused leaves the others alone.
 */
export async function decideUsageLines(db: Database, request: DecisionRequest): Promise<readonly Result[]> {
  const { caller, items } = request;
  const integrations = await integrationsOfLines(
    db,
    caller.tenantId,
    items.map(({ usageLineId }) => usageLineId),
  );
  const results = new Map<Item, Result>();
  const refuse = (item: Item, refused: Refusal) =>
    results.set(item, refusedResult(item.usageLineId, refused));
  const byIntegration = new Map<string, Item[]>();
  const seen = new Set<string>();
  for (const item of items) {
    const integrationId = integrations.get(item.usageLineId);
    if (integrationId === undefined) refuse(item, unknownLine(item));
    else if (seen.has(item.usageLineId))
      refuse(item, refusal('ValidationFailed', 'this usage line stands in the request before'));
    else byIntegration.set(integrationId, [...(byIntegration.get(integrationId) ?? []), item]);
    seen.add(item.usageLineId);
  }
  for (const [integrationId, its] of byIntegration) {
    const key = { tenantId: caller.tenantId, integrationId };
    const decided = await db.transaction().execute((tx) => decideInIntegration(tx, key, its, request));
    for (const [item, result] of decided) results.set(item, result);
  }
  return items.map((item) => results.get(item) ?? refusedResult(item.usageLineId, unknownLine(item)));
}

const unknownLine = ({ usageLineId }: Item): Refusal =>
  refusal('UsageLineUnknown', `there is no usage line ${usageLineId}`);

async function decideInIntegration(
  tx: Tx,
  key: IntegrationKey,
  items: readonly Item[],
  request: DecisionRequest,
): Promise<ReadonlyMap<Item, Result>> {
  const integration = await lockIntegration(tx, key);
  const phase = integration === null ? null : refusedBeforeFinish(integration.phase);
  if (phase !== null) {
    return new Map(
      items.map((item) => [item, refusedResult(item.usageLineId, refusal('PhaseRefused', phase))]),
    );
  }
  const lines = await linesToDecide(
    tx,
    key,
    items.map(({ usageLineId }) => usageLineId),
  );
  const groupKeys = [...lines.values()].map(({ groupKey }) => groupKey);
  const ground = await decisionGround(tx, key, groupKeys, request.now);
  if (integration === null || ground === null) return new Map();
  const terms = {
    armed: integration.armed,
    mayApprove: await mayApprove(tx, request),
    selection: request.selection,
  };
  const judged = items.map((item): JudgedItem => {
    const line = lines.get(item.usageLineId);
    return line === undefined
      ? { item, line: null, outcome: unknownLine(item) }
      : { item, line, outcome: judge(ground, line, item, terms) };
  });
  const stored: Awaited<ReturnType<typeof storeDecisions>>[] = [];
  const targets = targetsToRemember(judged);
  const touched = await touching(tx, key, targets, async () => {
    stored.push(await storeDecisions(tx, key, ground, judged, request));
  });
  // What moved is composed too, so that the list shows what to decide on now.
  if (judged.some(({ outcome }) => outcome.kind !== 'refused' || outcome.code === 'LineMoved')) {
    const decided = onlyGroups([...groupKeys, ...ground.live.map(({ groupKey }) => groupKey)]);
    const judgedOn = targets.psaLineIds?.length === 0 ? ground.rows : null;
    await composeTouched(tx, key, both(decided, touched), request.now, judgedOn);
  }
  await recordAudits(
    tx,
    stored.flatMap(({ audits }) => audits),
  );
  const versions = await lineVersions(tx, key, [...lines.keys()]);
  return new Map(
    stored
      .flatMap(({ results }) => [...results])
      .map(([item, result]) => [item, { ...result, lineVersion: versions.get(item.usageLineId) ?? null }]),
  );
}

/** A target that an approval names is remembered as a choice: the line may leave another group by it. */
function targetsToRemember(judged: readonly JudgedItem[]): TouchingEvent {
  const targets = judged.flatMap(({ line, outcome }) =>
    line !== null && outcome.kind === 'approved' && outcome.change.rememberTarget
      ? [{ psaLineId: outcome.change.psaLineId, companyId: line.composed.companyId }]
      : [],
  );
  return {
    psaLineIds: targets.map(({ psaLineId }) => psaLineId),
    companyIds: targets.flatMap(({ companyId }) => companyId ?? []),
  };
}

/** The role as the rows say under the lock, so that a demotion that came first counts. */
async function mayApprove(tx: Tx, { caller, now }: DecisionRequest): Promise<boolean> {
  const roles = await rolesOfActor(tx, caller.tenantId, caller.actor, now);
  if (roles === null) throw new Problem('NotSignedIn');
  if (!roles.every((role) => roleReaches(role, 'reviewer'))) throw new Problem('RoleTooSmall');
  return roles.every((role) => roleReaches(role, 'approver'));
}
