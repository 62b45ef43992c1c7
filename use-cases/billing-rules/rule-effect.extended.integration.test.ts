import fc from 'fast-check';
import { inOneSnapshot } from '../../db/driver/page.ts';
import { rulesInForce } from '../../db/billing-rules/rules-in-force.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import type { BillingRule, RuleScope, RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import type { RuleChange } from '../../domain/billing-rules/rule-change.ts';
import { addDays } from '../../domain/calendar.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { grownScenario } from '../../test/environment/grown-scenario.ts';
import { approved, readyToWrite } from '../../test/environment/seeded-approvals.ts';
import { isRejected } from '../outcome.ts';
import { confirmRuleChanges } from './confirm-changes.ts';
import { previewRuleChanges } from './preview-changes.ts';
import { idOfNew } from './rule-changes.ts';
import { type RuleEffect, underRule, type UnderRule } from './rule-effect.ts';

jest.setTimeout(600_000);

const rules = 200;
const approveEvery = 4;
const customers = 30;

let api: ApiUnderTest;
let key: IntegrationKey;
let lineIds: readonly string[];
let actor: { readonly kind: 'member'; readonly id: string };
beforeAll(async () => {
  api = await apiUnderTest();
  key = await grownScenario(api.db, api.tenantId, {
    accounts: customers,
    agreements: customers + 5,
    lines: customers + 10,
    written: 0,
    days: 0,
  });
  await readyToWrite(api.db, key);
  lineIds = (await api.db.selectFrom('psaLine').select('foreignId').execute()).map(
    ({ foreignId }) => foreignId,
  );
  actor = { kind: 'member', id: api.memberIds.approver };
});
afterAll(() => api.close());

const today = new Date().toISOString().slice(0, 10);
const days = fc.integer({ min: -40, max: 20 }).map((ahead) => addDays(today, ahead));
const units = fc.integer({ min: 0, max: 40 });
const terms: fc.Arbitrary<RuleTerms> = fc
  .record(
    {
      excludeStatuses: fc.constant(['disabled']),
      free: fc.integer({ min: 0, max: 5 }),
      ratio: fc.record({
        per: fc.integer({ min: 1, max: 6 }),
        round: fc.constantFrom('up', 'nearest', 'down'),
      }),
      minimum: fc.integer({ min: 0, max: 20 }),
      maximum: fc.integer({ min: 20, max: 60 }),
      fixed: fc.record({ units }),
      commitment: fc.record({ units, decreaseFrom: days }),
      doNotBill: fc.constant({ reason: 'demo' }),
    },
    { requiredKeys: [] },
  )
  .filter((one) => Object.keys(one).length > 0 && Object.keys(one).length < 4);

const scope = (): fc.Arbitrary<RuleScope> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...lineIds).map((id) => ({ kind: 'line', id }) as const) },
    {
      weight: 6,
      arbitrary: fc
        .integer({ min: 1, max: customers })
        .map((id) => ({ kind: 'customer', id: String(id) }) as const),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'agreement-type', id: '1' } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'everything' } as const) },
  );

/** `nth` of the rules in force then is corrected or ended. */
interface Wanted {
  readonly change: RuleChange['change'];
  readonly nth: number;
  readonly rule: Omit<BillingRule, 'id' | 'version'>;
}
const wanted = (): fc.Arbitrary<Wanted> =>
  fc.record({
    change: fc.constantFrom('add', 'add', 'correct', 'end', 'end'),
    nth: fc.nat(1_000),
    rule: fc
      .record({ scope: scope(), terms, from: days, length: fc.option(fc.integer({ min: 10, max: 90 })) })
      .map(({ length, from, ...rule }) => ({
        ...rule,
        from,
        to: length === null ? null : addDays(from, length),
        source: 'MSA',
        withPsaTerms: true as const,
      })),
  });

function changeOf({ change, nth, rule }: Wanted, inForce: readonly BillingRule[]): RuleChange {
  const one = inForce[nth % Math.max(1, inForce.length)];
  if (one === undefined || change === 'add') return { change: 'add', rule };
  const { id, version, from } = one;
  return change === 'end'
    ? { change, id, version, to: rule.from < from ? addDays(from, -1) : rule.from }
    : { change, id, version, rule: { ...rule, scope: nth % 2 === 0 ? one.scope : rule.scope } };
}

/** Every line as its row has it, by group. */
async function stored(): Promise<ReadonlyMap<string, UnderRule>> {
  const lines = await storedUsageLines(api.db, key, null);
  return new Map(lines.map(({ groupKey, composed }) => [groupKey, underRule(composed)!]));
}

async function voided(): Promise<readonly string[]> {
  const rows = await api.db
    .selectFrom('approvalLine')
    .select('id')
    .where('code', '=', 'BillingRuleChanged')
    .execute();
  return rows.map(({ id }) => id).sort();
}

/** Whatever can be approved now, so that there is something to void. */
async function approveAll(): Promise<void> {
  const lines = await api.db
    .selectFrom('usageLine')
    .select('label')
    .where('kind', 'in', ['increase', 'decrease'])
    .where('decision', '=', 'open')
    .execute();
  for (const { label } of lines) await approved(api.db, key, label, actor).catch(() => undefined);
}

/** Rows that differ from what a preview showed of them before; the ID of a new rule is not known by then. */
function expectedAfter(before: ReadonlyMap<string, UnderRule>, effect: RuleEffect, id: string) {
  const after = new Map(before);
  const asStored = (rule: UnderRule['rule']) => (rule?.id === idOfNew(0) ? { ...rule, id } : rule);
  for (const line of effect.lines) {
    const rule = line.after?.rule;
    if (line.after === null) after.delete(line.groupKey);
    else
      after.set(line.groupKey, {
        ...line.after,
        rule: asStored(rule ?? null),
        later:
          line.after.later === null ? null : { ...line.after.later, rule: asStored(line.after.later.rule) },
      });
  }
  return after;
}

it('what is previewed of a change of the rules is what it does, to every line and every approval', async () => {
  const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 1_000_000);
  const outcomes = { changed: 0, lines: 0, voided: 0 };
  for (const [nth, want] of fc.sample(wanted(), { numRuns: 4 * rules, seed }).entries()) {
    if (outcomes.changed === rules) break;
    if (nth % approveEvery === 0) await approveAll();
    const change = changeOf(want, await rulesInForce(api.db, key));
    const at = `seed ${seed}, change ${nth}: ${JSON.stringify(change)}`;
    const [linesBefore, voidBefore] = [await stored(), await voided()];
    const effect = await inOneSnapshot(api.db, (tx) => previewRuleChanges(tx, key, [change], new Date()));
    if (isRejected(effect)) continue;
    const by = { tenantId: api.tenantId, actor, requestId: null, now: new Date() };
    const confirmed = { changes: [change], effect: effect.token, reason: 'signed', isImport: false };
    const ids = await api.db.transaction().execute((tx) => confirmRuleChanges(tx, key, confirmed, by));
    expect([at, isRejected(ids) ? ids.code : null]).toEqual([at, null]);
    const [id = ''] = isRejected(ids) ? [] : ids;
    expect([at, [...(await stored())].sort()]).toEqual([
      at,
      [...expectedAfter(linesBefore, effect, id)].sort(),
    ]);
    for (const { groupKey, before } of effect.lines)
      expect([at, groupKey, linesBefore.get(groupKey) ?? null]).toEqual([at, groupKey, before]);
    const newlyVoid = (await voided()).filter((one) => !voidBefore.includes(one));
    expect([at, newlyVoid]).toEqual([at, effect.voided.map(({ approvalLineId }) => approvalLineId).sort()]);
    outcomes.changed += 1;
    outcomes.lines += effect.lines.length;
    outcomes.voided += newlyVoid.length;
  }
  // Else it would have compared nothing.
  expect(outcomes.changed).toBe(rules);
  expect(outcomes.lines).toBeGreaterThan(rules / 2);
  expect(outcomes.voided).toBeGreaterThan(rules / 20);
});
