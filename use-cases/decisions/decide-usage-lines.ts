import { message } from '../../messages/message.ts';
import { entryOf } from '../../domain/kinds.ts';
import { may, type Role } from '../../domain/roles.ts';
import { withStaying } from '../../domain/comparison/billing-groups.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { recordAudits } from '../../db/audit/audit.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import { type Database, inTransaction, type Tx } from '../../db/model/database.ts';
import { rolesOfActor } from '../../db/people/actor-roles.ts';
import { both, onlyGroups, touching, type TouchingEvent } from '../../db/usage/affected-groups.ts';
import { type LineToDecide, lineVersions, linesToDecide } from '../../db/usage/usage-lines-to-decide.ts';
import type { RequestContext } from '../request-context.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { lockedIntegration, rejectsFinished } from '../locked-integration.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import {
  type Decided,
  type DecisionRequest,
  type Item,
  type ItemRejected,
  type ItemOutcome,
  rejectedItem,
} from './decision.ts';
import { itemsByIntegration, standsBefore } from './items-by-integration.ts';
import { decisionContext, type DecisionTerms, evaluate, type EvaluatedItem } from './evaluate-decisions.ts';
import type { LineGroups } from './line-change-facts.ts';
import { storeDecisions } from './store-decisions.ts';

type Outcomes = ReadonlyMap<Item, Omit<Decided, 'usageLineId' | 'integrationId'>>;

/**
 * Decides on usage lines (RULES 4–8): one transaction for each integration, one outcome for each item in the order sent.
 * An item that is rejected leaves the others alone; rejected as a whole where the person may decide nothing any more.
 */
export async function decideUsageLines(
  db: Database,
  request: DecisionRequest,
): Promise<readonly Decided[] | Rejected> {
  const { by, items } = request;
  const { byIntegration, repeated } = await itemsByIntegration(db, by.tenantId, items);
  const outcomes = new Map<Item, Omit<Decided, 'usageLineId'>>(
    repeated.map((item) => [item, ofNone(unseen(rejectedItem('ValidationFailed', standsBefore)))]),
  );
  for (const [integrationId, its] of byIntegration) {
    const key = { tenantId: by.tenantId, integrationId };
    const decided = await inTransaction(db, (tx) => decideInIntegration(tx, key, its, request));
    if (isRejected(decided)) return decided;
    for (const [item, outcome] of decided) outcomes.set(item, { ...outcome, integrationId });
  }
  return items.map((item) => ({
    usageLineId: item.usageLineId,
    ...(outcomes.get(item) ?? ofNone(unseen(unknownLine(item)))),
  }));
}

const unseen = (outcome: ItemOutcome) => ({ outcome, lineVersion: null });

const ofNone = <T extends object>(outcome: T) => ({ ...outcome, integrationId: null });

const unknownLine = ({ usageLineId }: Item): ItemRejected =>
  rejectedItem('UsageLineUnknown', message('rejections.usage-line-unknown', { usageLine: usageLineId }));

async function decideInIntegration(
  tx: Tx,
  key: IntegrationKey,
  items: readonly Item[],
  request: DecisionRequest,
): Promise<Outcomes | Rejected> {
  const { by, keyRing, kinds, selection } = request;
  const integration = await lockedIntegration(tx, key, rejectsFinished);
  if (isRejected(integration)) {
    const { code, detail } = integration;
    // Gone meanwhile: the caller says that its lines are unknown.
    return new Map(
      code === 'NotFound' ? [] : items.map((item) => [item, unseen(rejectedItem(code, detail))]),
    );
  }
  const usageLineIds = items.map(({ usageLineId }) => usageLineId);
  const [lines, rights] = await pipelined(tx, (together) =>
    Promise.all([linesToDecide(together, key, usageLineIds), rightsOf(together, by)]),
  );
  const { newLines } = entryOf(kinds.psas, integration.psa);
  const its = lineGroups(items, lines);
  // Whether a duplicate may be ended depends on what else bills the seats.
  const groupKeys = [...new Set([...lines.values()].flatMap(({ groupKey }) => withStaying(groupKey)))];
  const context = await decisionContext(tx, key, groupKeys, by.now, { ...its, newLines });
  if (context === null) return new Map();
  if (isRejected(rights)) return rights;
  const terms = { writeBackEnabled: integration.writeBackEnabled, ...rights, selection };
  const evaluated = items.map((item): EvaluatedItem => {
    const line = lines.get(item.usageLineId);
    return line === undefined
      ? { item, line: null, outcome: unknownLine(item) }
      : { item, line, outcome: evaluate(context, line, item, terms) };
  });
  const stored: Awaited<ReturnType<typeof storeDecisions>>[] = [];
  const targets = targetsToRemember(evaluated);
  const affected = await touching(tx, key, targets, async () => {
    stored.push(await storeDecisions(tx, keyRing, key, context, evaluated, by));
  });
  // What moved is composed too, so that the list shows what to decide on now.
  if (evaluated.some(({ outcome }) => outcome.kind !== 'rejected' || outcome.code === 'LineChanged')) {
    const decided = onlyGroups([...groupKeys, ...context.live.map(({ groupKey }) => groupKey)]);
    const evaluatedOn = targets.psaLineIds?.length === 0 ? context.rows : null;
    await recomposeAffected(tx, key, both(decided, affected), by.now, evaluatedOn);
  }
  const audits = stored.flatMap((one) => one.audits);
  const [versions] = await pipelined(tx, (together) =>
    Promise.all([lineVersions(together, key, [...lines.keys()]), recordAudits(together, audits)]),
  );
  return new Map(
    stored
      .flatMap(({ outcomes }) => [...outcomes])
      .map(([item, outcome]) => [item, { outcome, lineVersion: versions.get(item.usageLineId) ?? null }]),
  );
}

/** A target that an approval names is remembered as a choice: the line may leave another group by it. */
function targetsToRemember(evaluated: readonly EvaluatedItem[]): TouchingEvent {
  const targets = evaluated.flatMap(({ line, outcome }) =>
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
async function rightsOf(
  tx: Tx,
  { tenantId, actor, now }: RequestContext,
): Promise<Pick<DecisionTerms, 'mayApprove' | 'mayCreateFirst' | 'mayEnd'> | Rejected> {
  const roles = await rolesOfActor(tx, tenantId, actor, now);
  if (roles === null) return rejected('NotSignedIn');
  if (!roles.every((role) => may(role, 'propose'))) return rejected('RoleTooSmall');
  return rightsOfRoles(roles);
}

/** What these roles together may decide. */
export const rightsOfRoles = (
  roles: readonly Role[],
): Pick<DecisionTerms, 'mayApprove' | 'mayCreateFirst' | 'mayEnd'> => ({
  mayApprove: roles.every((role) => may(role, 'approve')),
  mayCreateFirst: roles.every((role) => may(role, 'write-back')),
  mayEnd: roles.every((role) => may(role, 'end-lines')),
});

/** A proposal to create a line is confirmed by approving it. */
function lineGroups(
  items: readonly Item[],
  lines: ReadonlyMap<string, LineToDecide>,
): Pick<LineGroups, 'creating' | 'ending'> {
  const groupsOf = (of: (item: Item, line: LineToDecide) => boolean): readonly string[] =>
    items.flatMap((item) => {
      const line = lines.get(item.usageLineId);
      return line !== undefined && of(item, line) ? [line.groupKey] : [];
    });
  return {
    creating: groupsOf(
      ({ decision }, line) =>
        decision === 'create' || (decision === 'approve' && line.composed.kind === 'new'),
    ),
    ending: groupsOf(({ decision }) => decision === 'end'),
  };
}
