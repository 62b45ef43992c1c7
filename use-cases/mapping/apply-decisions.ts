import type { StoredDecisionOutcome } from '../../contracts/stored/mapping-outcome.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { isPermanentAccountCode } from '../../contracts/api/permanent-causes.ts';
import {
  companyGroupKey,
  duplicateGroupKey,
  groupKeysOfCompany,
} from '../../domain/comparison/billing-groups.ts';
import { decideAccount } from '../../domain/mapping/account-decision.ts';
import { decideIncluded } from '../../domain/mapping/included-decision.ts';
import { decideLine, type LineDecisionFacts } from '../../domain/mapping/line-decision.ts';
import type {
  DecisionResult,
  LineDecision,
  MappingChange,
  MappingDecision,
} from '../../domain/mapping/decisions.ts';
import { decideService } from '../../domain/mapping/service-decision.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { about, type AuditEntry, recordAudits } from '../../db/audit/audit.ts';
import { products } from '../../db/usage/psa-facts.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { concludeMappingCommand, lockMappingCommand } from '../../db/mapping/mapping-commands.ts';
import {
  accountsOnCompany,
  applyMappingChange,
  decidedAccount,
  decidedCompany,
} from '../../db/mapping/mappings.ts';
import { lineExists, serviceFacts } from '../../db/mapping/service-mappings.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { bySystem } from '../request-context.ts';
import { lockedIntegration } from '../locked-integration.ts';
import { isRejected, type Rejected } from '../outcome.ts';
import { recomposeAffected } from '../composition/recompose-usage.ts';
import { type TouchingEvent, touching } from '../../db/usage/affected-groups.ts';

interface Tally {
  readonly applied: number;
  readonly rejected: number;
}

/**
 * Applies the decisions of one stored command in order, each by what the rows say then; a rejected one leaves the
 * others alone. Decisions, usage lines, audit and outcome land in one transaction, once (architecture.md 3, 5).
 */
export async function applyDecisions(
  tx: Tx,
  key: IntegrationKey,
  commandId: string,
  now: Date,
): Promise<Tally | Rejected> {
  const integration = await lockedIntegration(tx, key);
  if (isRejected(integration)) return integration;
  const command = await lockMappingCommand(tx, key, commandId);
  // Restored from an older backup, or a signal sent by hand: nothing to apply, and no reason to end the workflow.
  if (command === null) return tally([]);
  if (command.outcome !== null) return tally(command.outcome);
  const by = { ...bySystem(key, now), actor: command.actor };
  const audits: AuditEntry[] = [];
  const outcome: StoredDecisionOutcome[] = [];
  const affected = await touching(tx, key, affectedBy(command.decisions), async () => {
    for (const [index, decision] of command.decisions.entries()) {
      const result = await evaluate(tx, key, decision, now);
      outcome.push(outcomeOf(index, result));
      if (!result.ok) continue;
      for (const change of result.changes) {
        await applyMappingChange(tx, key, change, command.actor, 'person');
        await settleNotice(tx, key, change);
        const detail = { ...change };
        audits.push({ ...by, action: `mapping.${change.change}`, ...objectOf(change, key), detail });
      }
    }
  });
  if (audits.length > 0) {
    // Before the first sync there is no count to compose from; lists still show the new mapping.
    if (integration.finishedAt === null) await touchIntegration(tx, key);
    else await recomposeAffected(tx, key, affected, now);
  }
  await concludeMappingCommand(tx, key, commandId, outcome);
  await recordAudits(tx, audits);
  return tally(outcome);
}

/** A mapped product is part of what all lines stand on, and needs no naming. */
const affectedBy = (decisions: readonly MappingDecision[]): TouchingEvent => ({
  accountIds: decisions.flatMap((decision) => (decision.kind === 'account' ? [decision.vendorId] : [])),
  psaLineIds: aboutLines(decisions).map(({ psaLineId }) => psaLineId),
  companyIds: aboutLines(decisions).map(({ companyId }) => companyId),
});

const aboutLines = (decisions: readonly MappingDecision[]) =>
  decisions.filter((decision) => decision.kind === 'line' || decision.kind === 'included');

const tally = (outcome: readonly StoredDecisionOutcome[]): Tally => ({
  applied: outcome.filter(({ ok }) => ok).length,
  rejected: outcome.filter(({ ok }) => !ok).length,
});

const outcomeOf = (index: number, result: DecisionResult): StoredDecisionOutcome =>
  result.ok
    ? {
        index,
        ok: true,
        code: null,
        detail: null,
        changed: result.changes.length > 0,
        warnings: [...result.warnings],
      }
    : { index, ok: false, code: result.code, detail: result.detail, changed: false, warnings: [] };

async function evaluate(
  tx: Tx,
  key: IntegrationKey,
  decision: MappingDecision,
  now: Date,
): Promise<DecisionResult> {
  switch (decision.kind) {
    case 'account':
      return decideAccount(decision, {
        account: await decidedAccount(tx, key, decision.vendorId, isPermanentAccountCode),
        company: decision.psaId === undefined ? null : await decidedCompany(tx, key, decision.psaId),
        alreadyOnCompany:
          decision.psaId === undefined
            ? []
            : await accountsOnCompany(tx, key, decision.psaId, decision.vendorId),
      });
    case 'service': {
      const catalog = await products(tx, key);
      const facts = await serviceFacts(tx, key, decision.vendorId, decision.psaId);
      return decideService(decision, {
        ...facts,
        product: catalog.find((product) => product.id === decision.psaId) ?? null,
      });
    }
    case 'line':
      return decideLine(decision, await lineFacts(tx, key, decision, now));
    case 'included':
      return decideIncluded(decision, await lineFacts(tx, key, decision, now));
  }
}

/** The line and its group, as they are composed at this moment. */
async function lineFacts(
  tx: Tx,
  key: IntegrationKey,
  {
    companyId,
    vendorServiceId,
    psaLineId,
  }: Pick<LineDecision, 'companyId' | 'vendorServiceId' | 'psaLineId'>,
  now: Date,
): Promise<LineDecisionFacts> {
  const facts = await compositionInput(tx, key, now, groupKeysOfCompany(companyId, vendorServiceId));
  const lines = facts === null ? [] : composeUsage(facts);
  const lineOf = (groupKey: string) => lines.find((line) => line.groupKey === groupKey) ?? null;
  return {
    lineExists: await lineExists(tx, key, psaLineId),
    group: lineOf(companyGroupKey(companyId, vendorServiceId)),
    duplicates: lineOf(duplicateGroupKey(companyId, vendorServiceId)),
  };
}

/** A decided account needs nobody's attention any more. */
async function settleNotice(tx: Tx, key: IntegrationKey, change: MappingChange): Promise<void> {
  if (change.change === 'map-account' || change.change === 'exclude-account') {
    await closeNotices(tx, key, 'UnmappedNewAccount', change.accountId);
  }
  if (change.change === 'unmap-account' || change.change === 'exclude-account') {
    await closeNotices(tx, key, 'AccountGoneNotice', change.accountId);
  }
}

function objectOf(change: MappingChange, key: IntegrationKey): Pick<AuditEntry, 'objectKind' | 'objectId'> {
  if ('accountId' in change) return about('vendor-account', change.accountId, key);
  if ('productId' in change) return about('psa-product', change.productId, key);
  return about('psa-line', change.psaLineId, key);
}
