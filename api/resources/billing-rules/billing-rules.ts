import {
  BillingRuleDetail,
  BillingRuleList,
  BillingRuleQuery,
  ConfirmedRuleChange,
  RuleChange,
  RuleEffect,
} from '../../../contracts/api/billing-rules.ts';
import { Id } from '../../../contracts/api/common.ts';
import { listRules, versionsOfRule } from '../../../db/billing-rules/rule-versions.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { confirmRuleChanges } from '../../../use-cases/billing-rules/confirm-changes.ts';
import { previewRuleChanges } from '../../../use-cases/billing-rules/preview-changes.ts';
import { askedBy, carryOut, unlessRejected } from '../../carry-out.ts';
import { answerList, versionOfIntegration } from '../../list-answer.ts';
import { Problem } from '../../problems.ts';
import { ok, type Route, route } from '../../route.ts';
import { billingDayOf } from '../lifecycle/billing-day.ts';
import {
  effectWire,
  type RuleCall,
  rendererOfEffect,
  rendererOfRules,
  ruleWire,
  versionWire,
} from './billing-rule-wire.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { changesOfUnknownStatus } from './seat-statuses.ts';

const tag = 'Billing rules';

/** @param db the transaction in which it was changed, or one snapshot */
async function detailOf(call: RuleCall, db: Queryable, ruleId: string) {
  const key = keyOf(call);
  const today = await billingDayOf(db, key);
  const { items } = await listRules(db, key, { id: ruleId }, today, { offset: 0, limit: 1 });
  const [rule] = items;
  if (rule === undefined) throw new Problem('NotFound');
  const versions = await versionsOfRule(db, key, ruleId);
  return { ...ruleWire(rule, today, await rendererOfRules(call)), versions: versions.map(versionWire) };
}

async function rejectUnknownStatus(call: RuleCall, db: Queryable, change: RuleChange): Promise<void> {
  const integration = await integrationOf(db, keyOf(call));
  const [unknown] = await changesOfUnknownStatus(db, call.deps.kinds, integration, [change]);
  if (unknown !== undefined) throw new Problem('BillingRuleInvalid', { detail: unknown.detail });
}

const exampleRule = {
  scope: { kind: 'customer', id: '250' },
  terms: { free: 2, minimum: 25 },
  source: 'MSA 2025-114, section 3',
  from: '2026-12-01',
  to: null,
} as const;

/** Billing rules: from seats to billable units (RULES 13). */
export const billingRuleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/billing-rules',
    tag,
    summary: 'Billing rules, the most specific scope first',
    needs: 'read',
    params: IdParams,
    query: BillingRuleQuery,
    answers: { 200: BillingRuleList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      await integrationOf(deps.db, key);
      const today = await billingDayOf(deps.db, key);
      const render = await rendererOfRules(call);
      const filter = { q: query.q, scopes: query.scope, statuses: query.status };
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listRules(db, key, filter, today, page),
        (rule) => ruleWire(rule, today, render),
      );
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/billing-rules/{ruleId}',
    tag,
    summary: 'One billing rule with all its versions',
    needs: 'read',
    params: IdParams.extend({ ruleId: Id }),
    answers: { 200: BillingRuleDetail },
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        await integrationOf(db, keyOf(call));
        return ok(await detailOf(call, db, call.params.ruleId));
      }),
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/billing-rules/preview',
    tag,
    summary: 'What adding, correcting, or ending a billing rule would do; changes nothing',
    needs: 'propose',
    params: IdParams,
    body: { schema: RuleChange, example: { change: 'add', rule: exampleRule } },
    answers: { 200: RuleEffect },
    problems: ['PhaseRejected', 'BillingRuleInvalid', 'RulesOverlap', 'RuleVersionChanged'],
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        const key = keyOf(call);
        await rejectUnknownStatus(call, db, call.body);
        const effect = unlessRejected(await previewRuleChanges(db, key, [call.body], new Date()));
        return ok(effectWire(effect, await rendererOfEffect(call, db, effect)));
      }),
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/billing-rules/changes',
    tag,
    summary: 'Add, correct, or end a billing rule, with the effect that was looked at',
    needs: 'approve',
    params: IdParams,
    body: {
      schema: ConfirmedRuleChange,
      example: {
        change: { change: 'add', rule: exampleRule },
        effect: 'k3p0c7WqE4lY2v8Jm1nR5sT6uX9zA0bC-dEfGhIjKlM',
        reason: 'signed on 14 November',
      },
    },
    answers: { 200: BillingRuleDetail },
    problems: [
      'PhaseRejected',
      'BillingRuleInvalid',
      'RulesOverlap',
      'RuleWithPsaTerms',
      'RuleVersionChanged',
      'EffectChanged',
    ],
    idempotency: 'stored',
    handle: async (call) => {
      const { change, effect, reason } = call.body;
      const confirmed = { changes: [change], effect, reason, isImport: false };
      return carryOut(call.deps.db, async (tx) => {
        await rejectUnknownStatus(call, tx, change);
        const [id] = unlessRejected(await confirmRuleChanges(tx, keyOf(call), confirmed, askedBy(call)));
        if (id === undefined) throw new Error('a confirmed change of a billing rule changed none');
        return ok(await detailOf(call, tx, id));
      });
    },
  }),
];
