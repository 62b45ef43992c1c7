import { decisionsOfMonth } from '../db/usage/month-decisions.ts';
import { ruleColumns } from './resources/billing-rules/billing-rule-csv.ts';
import { type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

const customers = [
  { name: 'Acme', counted: 12, billed: 10 },
  { name: 'Bluebird', counted: 8, billed: 10 },
  { name: 'Cedar', counted: 30, billed: 10 },
  { name: 'Dune', counted: 7, billed: 6 },
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await scenario.setBillingTarget('advance');
});
afterAll(() => scenario.api.close());

type Change = Readonly<Record<string, unknown>>;
interface Shown {
  readonly id: string;
  readonly version: number;
}

const path = (more = '') => `/integrations/${scenario.key.integrationId}/billing-rules${more}`;
const preview = (change: Change) => scenario.as('reviewer').post(path('/preview'), change);
const confirm = async (change: Change, effect?: string) => {
  const token = effect ?? ((await preview(change)).body.effect as string | undefined) ?? 'none';
  return scenario.as('approver').post(path('/changes'), { change, effect: token, reason: 'signed' });
};
interface Listed {
  readonly scope: { readonly kind: string };
  readonly status: string;
}
const made = async (change: Change): Promise<Shown> => {
  const { status, body } = await confirm(change);
  expect([status, body]).toEqual([200, body]);
  return body as Shown;
};

const rule = (scope: object, more: object = {}) => ({
  scope,
  terms: { minimum: 25 },
  source: 'MSA 2025-114',
  from: '2020-01-01',
  to: null,
  ...more,
});
const add = (scope: object, more: object = {}): Change => ({ change: 'add', rule: rule(scope, more) });
const customer = (index: number) => ({ kind: 'customer', id: String(index + 1) });

describe('a billing rule', () => {
  it('is shown with its scope, its sentence and all its versions', async () => {
    const { id } = await made(add(customer(0)));
    await made({ change: 'correct', id, version: 1, rule: rule(customer(0), { terms: { minimum: 26 } }) });
    const { body: ended } = await confirm({ change: 'end', id, version: 2, to: '2019-12-31' });
    expect(ended).toMatchObject({ id, version: 3, status: 'ended', to: '2019-12-31', change: 'ended' });
    const { body } = await scenario
      .as('viewer')
      .get(path(`/${id}`))
      .expect(200);
    expect(body).toMatchObject({
      scope: customer(0),
      scopeName: 'Acme',
      text: 'At least 26 units',
      reason: 'signed',
      actor: { kind: 'member', name: expect.any(String) },
    });
    expect(
      (body.versions as { version: number; terms: object }[]).map((one) => [one.version, one.terms]),
    ).toEqual([
      [3, { minimum: 26 }],
      [2, { minimum: 26 }],
      [1, { minimum: 25 }],
    ]);
  });

  it('is found by scope, status and the name of its scope', async () => {
    await made(add({ kind: 'line', id: scenario.psaOf('Bluebird').psaLineId }, { from: '2099-01-01' }));
    await made(add({ kind: 'agreement-type', id: '1' }, { terms: { maximum: 900 } }));
    const found = async (query: string) => {
      const { body } = await scenario
        .as('viewer')
        .get(path(`?${query}`))
        .expect(200);
      return (body.items as Listed[]).map(({ scope: { kind }, status }) => [kind, status]);
    };
    expect(await found('')).toEqual([
      ['line', 'upcoming'],
      ['customer', 'ended'],
      ['agreement-type', 'in-force'],
    ]);
    expect(await found('q=bluebird')).toEqual([['line', 'upcoming']]);
    expect(await found('status=ended,in-force&scope=customer,product')).toEqual([['customer', 'ended']]);
  });
});

describe('a change of the rules', () => {
  it.each<[string, number, () => Change]>([
    ['BillingRuleInvalid', 422, () => add(customer(1), { terms: {} })],
    ['BillingRuleInvalid', 422, () => add(customer(1), { terms: { minimum: 5, maximum: 4 } })],
    ['BillingRuleInvalid', 422, () => add(customer(1), { to: '2019-12-31' })],
    ['BillingRuleInvalid', 422, () => add(customer(1), { terms: { excludeStatuses: ['disabled', 'off'] } })],
    ['BillingRuleInvalid', 422, () => add({ kind: 'product', id: 'nowhere' })],
    ['RulesOverlap', 409, () => add({ kind: 'agreement-type', id: '1' })],
    [
      'BillingRuleInvalid',
      422,
      () => ({ change: 'end', id: scenario.key.tenantId, version: 1, to: '2026-01-01' }),
    ],
  ])('is rejected as %s (%s), looked at or confirmed', async (code, status, change) => {
    const before = await scenario.api.db.selectFrom('billingRule').select('id').execute();
    for (const answer of [await preview(change()), await confirm(change(), 'any')])
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await scenario.api.db.selectFrom('billingRule').select('id').execute()).toEqual(before);
  });

  it('excludes statuses that the vendor names and others that were counted, and keeps its own', async () => {
    const { db } = scenario.api;
    const excluding = (status: string) => ({ terms: { excludeStatuses: [status] } });
    const counts = await db.selectFrom('seatCount').select(['id', 'byStatus']).execute();
    const stored = (byStatus: object) =>
      db
        .updateTable('seatCount')
        .set({ byStatus: JSON.stringify(byStatus) })
        .where('id', '=', counts[0]!.id)
        .execute();
    await stored({ parked: 1 });
    const { body } = await scenario
      .as('viewer')
      .get(`/integrations/${scenario.key.integrationId}/seat-statuses`);
    expect(body.statuses).toEqual(['active', 'bypass', 'disabled', 'locked out', 'parked']);
    const { id } = await made(add(customer(1), excluding('parked')));
    await stored(counts[0]!.byStatus);
    const again = (status: string) =>
      preview({ change: 'correct', id, version: 1, rule: rule(customer(1), excluding(status)) });
    expect((await again('parked')).status).toBe(200);
    expect((await again('off')).body.detail).toContain('“off”');
    await made({ change: 'end', id, version: 1, to: '2019-12-31' });
  });

  it('is rejected where another version is in force, and where its effect is another one', async () => {
    const { id } = await made(add(customer(2)));
    const correct = { change: 'correct', id, version: 1, rule: rule(customer(2), { terms: { free: 1 } }) };
    expect((await confirm(correct, 'another')).body.code).toBe('EffectChanged');
    await made(correct);
    expect((await confirm(correct)).body.code).toBe('RuleVersionChanged');
  });

  it('of a line with included units asks whether both apply, with the quantity in the question', async () => {
    const { psaLineId } = scenario.psaOf('Dune');
    await scenario.api.db
      .updateTable('psaLine')
      .set({ lessIncluded: '2' })
      .where('foreignId', '=', psaLineId)
      .execute();
    const change = (more: object = {}) =>
      add({ kind: 'line', id: psaLineId }, { terms: { minimum: 25 }, ...more });
    const { body } = await preview(change()).expect(200);
    expect(body.psaTerms).toMatchObject([{ psaLineId, lessIncluded: '2', minimum: null, units: '23' }]);
    const rejected = await confirm(change(), body.effect as string);
    expect([rejected.status, rejected.body.code]).toEqual([409, 'RuleWithPsaTerms']);
    expect(rejected.body.detail).toContain('bills 23');
    await confirm(change({ withPsaTerms: true }), body.effect as string).then(({ status }) =>
      expect(status).toBe(200),
    );
  });
});

it('changes of billing rules are among the decisions of a month, in words', async () => {
  const now = new Date();
  const month = now.toISOString().slice(0, 'YYYY-MM'.length);
  const decided = await decisionsOfMonth(scenario.api.db, scenario.key, month, 'UTC', now);
  const ofAcme = decided.filter(({ label }) => label === 'Acme');
  expect(ofAcme.map(({ action, detail, reason }) => [action, detail?.id, reason])).toEqual([
    ['billing-rule.added', 'billing-rules.sentence', 'signed'],
    ['billing-rule.corrected', 'billing-rules.sentence', 'signed'],
    ['billing-rule.ended', 'billing-rules.withdrawn', 'signed'],
  ]);
});

describe('a file of billing rules', () => {
  const file = async () => (await scenario.as('viewer').get(path('.csv')).expect(200)).text;
  const previewed = async (csv: string) =>
    (await scenario.as('reviewer').post(path('/import/preview'), { csv }).expect(200)).body as {
      rules: number;
      rejected: { row: number; detail: string }[];
      effect: { effect: string } | null;
    };
  const imported = (csv: string, effect: string) =>
    scenario.as('approver').post(path('/import'), { csv, effect, reason: 'contracts of 2026' });
  const row = (cells: Partial<Record<string, string>>) =>
    ruleColumns.map((column) => cells[column] ?? '').join(',');
  const customerRow = (index: number, more: object = {}) =>
    row({
      scope: 'customer',
      scopeId: String(index + 1),
      free: '2',
      source: '=MSA',
      from: '2030-01-01',
      ...more,
    });

  it('changes nothing when it is imported as it was exported', async () => {
    const csv = await file();
    const { rules, rejected, effect } = await previewed(csv);
    expect([rules, rejected]).toEqual([0, []]);
    const { body } = await imported(csv, effect!.effect).expect(200);
    expect(body).toEqual({ rules: 0 });
    expect(await file()).toBe(csv);
  });

  it('is imported as a whole: rules are added, and those that it names corrected', async () => {
    // A rule that was withdrawn would need other days to be corrected; a row that is absent changes nothing.
    const standing = (await file()).split('\r\n').filter((line) => !line.includes('2019-12-31'));
    const corrected = standing.join('\r\n').replaceAll('MSA 2025-114', 'MSA 2026-7');
    const csv = [
      corrected.trimEnd(),
      customerRow(3),
      customerRow(0, { free: '', per: '5', round: 'up' }),
    ].join('\r\n');
    const { rules, rejected, effect } = await previewed(csv);
    expect(rejected).toEqual([]);
    expect((await imported(csv, effect!.effect).expect(200)).body).toEqual({ rules });
    const after = await file();
    expect(after).toContain('MSA 2026-7');
    expect(after).toContain('5,up');
    const audit = await scenario.api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'billing-rule.imported')
      .execute();
    expect(audit).toHaveLength(rules);
    expect(audit.map(({ detail }) => detail)).toContainEqual(
      expect.objectContaining({ after: expect.objectContaining({ source: '=MSA', terms: { free: 2 } }) }),
    );
  });

  it('is rejected as a whole, with every row that cannot be imported', async () => {
    const csv = [
      ruleColumns.join(','),
      customerRow(1),
      customerRow(1),
      customerRow(2, { free: 'two' }),
      customerRow(9, {}),
      customerRow(0, { excludeStatuses: 'disabled; off', from: '2025-01-01', to: '2025-12-31' }),
    ].join('\n');
    const before = await file();
    const { rejected, effect } = await previewed(csv);
    expect(effect).toBeNull();
    expect(rejected.map(({ row: at }) => at)).toEqual([2, 3, 4, 5]);
    expect(rejected[1]!.detail).toContain('free');
    const { status, body } = await imported(csv, 'any');
    expect([status, body.code]).toEqual([422, 'BillingRuleInvalid']);
    expect(body.errors).toHaveLength(4);
    expect(await file()).toBe(before);
  });

  it('without its columns is no such file', async () => {
    const { status, body } = await scenario.as('reviewer').post(path('/import/preview'), { csv: 'a,b\n1,2' });
    expect([status, body.code, body.errors[0].field]).toEqual([422, 'ValidationFailed', 'csv']);
  });
});

it('a notice lists the rules that end soon, until another follows', async () => {
  const open = async () =>
    (
      await scenario.api.db
        .selectFrom('notice')
        .select('detail')
        .where('code', '=', 'BillingRuleEnds')
        .where('state', '=', 'open')
        .execute()
    ).length;
  const scope = { kind: 'product', id: '1' };
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  expect(await open()).toBe(0);
  await made(add(scope, { terms: { maximum: 900 }, to: day(10) }));
  expect(await open()).toBe(1);
  await made(add(scope, { terms: { maximum: 901 }, from: day(11) }));
  expect(await open()).toBe(0);
});
