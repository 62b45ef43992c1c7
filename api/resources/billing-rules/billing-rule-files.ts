import {
  ConfirmedRuleImport,
  RuleImport,
  RuleImportEffect,
  RuleImportResult,
} from '../../../contracts/api/billing-rules.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { listRules } from '../../../db/billing-rules/rule-versions.ts';
import { rulesInForce } from '../../../db/billing-rules/rules-in-force.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { type Message, message } from '../../../messages/message.ts';
import { confirmRuleChanges } from '../../../use-cases/billing-rules/confirm-changes.ts';
import { rejectedChanges } from '../../../use-cases/billing-rules/rule-changes.ts';
import { previewRuleChanges } from '../../../use-cases/billing-rules/preview-changes.ts';
import { askedBy, carryOut, unlessRejected } from '../../carry-out.ts';
import { beginCsv, putRows } from '../../csv.ts';
import { Problem, problemItem } from '../../problems.ts';
import { ok, type Route, route } from '../../route.ts';
import { billingDayOf } from '../lifecycle/billing-day.ts';
import {
  type RejectedRow,
  ruleCells,
  ruleColumns,
  rulesOfFile,
  type RulesOfFile,
} from './billing-rule-csv.ts';
import { effectWire, type RuleCall, rendererOfEffect, rendererOfRules } from './billing-rule-wire.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { changesOfUnknownStatus } from './seat-statuses.ts';

const tag = 'Billing rules';

const everyRule = { offset: 0, limit: 1_000_000 };

/** The rules of a file, with every row that cannot be imported. Throws ValidationFailed for what is no such file. */
async function fileOf(call: RuleCall, db: Queryable, csv: string): Promise<RulesOfFile> {
  const key = keyOf(call);
  const integration = await integrationOf(db, key);
  const known = new Map((await rulesInForce(db, key)).map((rule) => [rule.id, rule]));
  const file = rulesOfFile(csv, known);
  if ('id' in file)
    throw new Problem('ValidationFailed', {
      detail: file,
      items: [problemItem('ValidationFailed', { field: 'csv', detail: file })],
    });
  const changes = file.changes.map(({ change }) => change);
  const failed = (await rejectedChanges(db, key, changes)).map(({ at, why: { code, detail } }) => ({
    at,
    detail: detail ?? message(`error.${code}`),
  }));
  const unknown = await changesOfUnknownStatus(db, call.deps.kinds, integration, changes);
  const rows = [...failed, ...unknown].flatMap(({ at, detail }): RejectedRow[] => {
    const row = file.changes[at]?.row;
    return row === undefined ? [] : [{ row, detail }];
  });
  return { ...file, rejected: [...file.rejected, ...rows].sort((a, b) => a.row - b.row) };
}

const rowMessage = ({ row, detail }: RejectedRow): Message =>
  message('requests.rules-file.row', { row, detail });

const exampleFile = [
  ruleColumns.join(','),
  ',,customer,250,,,2,,,25,,,,,,,"MSA 2025-114, section 3",2026-12-01,,',
].join('\n');

/** Billing rules as a file, and from one. */
export const billingRuleFileRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/billing-rules.csv',
    tag,
    summary: 'Billing rules as a table file that can be imported',
    needs: 'read',
    params: IdParams,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async (call) => {
      const key = keyOf(call);
      const { db } = call.deps;
      await integrationOf(db, key);
      const { items } = await listRules(db, key, {}, await billingDayOf(db, key), everyRule);
      return {
        kind: 'stream',
        write: async (response) => {
          beginCsv(response, 'billing-rules.csv');
          await putRows(response, [ruleColumns, ...items.map(ruleCells)]);
          response.end();
        },
      };
    },
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/billing-rules/import/preview',
    tag,
    summary: 'What importing a file of billing rules would do; changes nothing',
    needs: 'propose',
    params: IdParams,
    body: { schema: RuleImport, example: { csv: exampleFile } },
    largeBody: true,
    answers: { 200: RuleImportEffect },
    problems: ['PhaseRejected'],
    handle: (call) =>
      inOneSnapshot(call.deps.db, async (db) => {
        const key = keyOf(call);
        const { changes, rejected } = await fileOf(call, db, call.body.csv);
        if (rejected.length > 0) {
          const render = await rendererOfRules(call);
          const rows = rejected.map(({ row, detail }) => ({ row, detail: render(detail) }));
          return ok({ rules: changes.length, rejected: rows, effect: null });
        }
        const asked = changes.map(({ change }) => change);
        const effect = unlessRejected(await previewRuleChanges(db, key, asked, new Date()));
        const render = await rendererOfEffect(call, db, effect);
        return ok({ rules: changes.length, rejected: [], effect: effectWire(effect, render) });
      }),
  }),
  route({
    method: 'post',
    path: '/integrations/{id}/billing-rules/import',
    tag,
    summary: 'Import a file of billing rules, all or nothing, with the effect that was looked at',
    needs: 'approve',
    params: IdParams,
    body: {
      schema: ConfirmedRuleImport,
      example: {
        csv: exampleFile,
        effect: 'k3p0c7WqE4lY2v8Jm1nR5sT6uX9zA0bC-dEfGhIjKlM',
        reason: 'contracts of 2026',
      },
    },
    largeBody: true,
    answers: { 200: RuleImportResult },
    problems: ['PhaseRejected', 'BillingRuleInvalid', 'RuleWithPsaTerms', 'EffectChanged'],
    idempotency: 'stored',
    handle: async (call) => {
      const { csv, effect, reason } = call.body;
      const key = keyOf(call);
      return carryOut(call.deps.db, async (tx) => {
        const { changes, rejected } = await fileOf(call, tx, csv);
        if (rejected.length > 0)
          throw new Problem('BillingRuleInvalid', {
            items: rejected.map((row) =>
              problemItem('BillingRuleInvalid', { field: 'csv', detail: rowMessage(row) }),
            ),
          });
        const confirmed = { changes: changes.map(({ change }) => change), effect, reason, isImport: true };
        const ids = unlessRejected(await confirmRuleChanges(tx, key, confirmed, askedBy(call)));
        return ok({ rules: ids.length });
      });
    },
  }),
];
