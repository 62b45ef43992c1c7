import { lineRoles } from '../../domain/usage/line-roles.ts';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { BillingRule, RuleScope, RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import { changedRules, type RuleChange } from '../../domain/billing-rules/rule-change.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { propertyRuns } from '../../domain/property-runs.fixture.ts';
import type { MappingChange } from '../../domain/mapping/decisions.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import {
  connected,
  countAll,
  load,
  type SeededAccount,
  storeLines,
} from '../../test/environment/seeded-integration.ts';
import { type AccountOutcome, addPendingReads, storeAccountReads } from '../readings/account-reads.ts';
import { agreementColumns } from '../readings/agreement-row.ts';
import type { Tx } from '../model/database.ts';
import { storeRuleVersions } from '../billing-rules/rule-versions.ts';
import { rulesInForce } from '../billing-rules/rules-in-force.ts';
import { overrideChecks } from './check-overrides.ts';
import { putLineDecision, removeLineDecisions } from './line-decisions.ts';
import { applyMappingChange } from '../mapping/mappings.ts';
import { storeSomeAgreements } from '../readings/psa-store.ts';
import { groupsOfRules } from '../../use-cases/billing-rules/groups-of-rules.ts';
import { composeEverything, recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { findRun, queueRun, takeFencingToken } from '../runs/sync-runs.ts';
import { onlyGroups, type AffectedGroups, touching } from './affected-groups.ts';
import { ownDates } from './own-dates.ts';
import { findVendorService } from '../readings/vendor-accounts.ts';

jest.setTimeout(300_000);

const companies = 9;
const names = Array.from({ length: companies }, (_, nth) => `Customer ${nth + 1}`);
const seeds: readonly SeededAccount[] = names.map((name, nth) => ({
  name,
  foreignId: `DA${nth}`,
  seats: 4 + 3 * nth,
  ...(nth % 4 === 3 ? {} : { company: name }),
}));
const billed = Object.fromEntries(
  names.map((name, nth) => [name, nth % 3 === 0 ? 3 + 3 * nth : 4 + 3 * nth]),
);
const person = { kind: 'member', id: 'somebody' } as const;

/** Numbers that an event takes what it is about from. */
type Picks = readonly [number, number, number, number];
const picks: fc.Arbitrary<Picks> = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999), fc.nat(999));

const pick = <T>(items: readonly T[], at: number): T => items[at % items.length]!;

interface Scenario {
  readonly tx: Tx;
  readonly key: IntegrationKey;
  readonly accountIds: readonly string[];
  readonly vendorServiceId: string;
  readonly now: Date;
}

type Event = (scenario: Scenario, picks: Picks) => Promise<AffectedGroups>;

async function agreementsOf({ tx, key }: Scenario): Promise<readonly PsaAgreement[]> {
  return tx
    .selectFrom('psaAgreement')
    .select(agreementColumns)
    .where('integrationId', '=', key.integrationId)
    .orderBy('foreignId')
    .execute();
}

async function groupsOf({ tx, key }: Scenario) {
  return tx
    .selectFrom('usageLine')
    .selectAll()
    .where('integrationId', '=', key.integrationId)
    .orderBy('groupKey')
    .execute();
}

const line = (agreementId: string, id: string, [a, b, c]: Picks): PsaLine => ({
  id,
  agreementId,
  productId: pick(['1', '1', '1', '2', '3'], a),
  productIdentifier: pick(['DUO-ESS', 'DUO-ESS', 'DUO-ESS', 'DUO-ESS-OLD', 'SEC-BUNDLE'], a),
  description: 'Duo',
  quantity: pick(['4', '7', '10', '16', '0', null], b),
  lessIncluded: pick(['0', '0', '0', '2'], c),
  unitPrice: pick(['4', '3.5', null], c),
  billable: true,
  billCustomer: 'Billable',
  effectiveDate: pick(['2020-01-01', '2020-01-01', '2020-01-01', '2099-01-01'], b + c),
  cancelledDate: pick([null, null, '2098-12-31', '2024-01-01'], a + c),
  status: null,
  lastUpdated: null,
});

const counted = (seats: number): AccountOutcome['read'] => ({
  kind: 'counted',
  seats,
  byStatus: { active: seats },
  notCounted: {},
  flags: [],
  proof: {},
  usersListed: seats,
  holders: [],
  calls: 1,
});

/** One run that reads this account and nothing else, after everything that was read before. */
async function readAccount(
  { tx, key, now }: Scenario,
  accountId: string,
  read: AccountOutcome['read'],
): Promise<void> {
  const workflowId = `sync/${key.integrationId}/manual/${randomUUID()}`;
  const queued = { workflowId, trigger: 'manual', mode: 'full', ofRunId: null, requestedBy: person } as const;
  const runId = await queueRun(tx, key, queued);
  const run = (await findRun(tx, key.tenantId, runId))!;
  const ref = { ...key, syncRunId: runId, fencingToken: await takeFencingToken(tx, run, randomUUID()) };
  await addPendingReads(tx, ref, [accountId]);
  const { n } = await tx
    .selectFrom('syncRun')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  await storeAccountReads(tx, ref, [{ accountId, read, at: new Date(now.getTime() + Number(n)) }]);
  await tx.updateTable('syncRun').set({ state: 'succeeded', endedAt: now }).where('id', '=', runId).execute();
}

const scopes = [
  ...Array.from({ length: 3 }, (_, nth): RuleScope => ({ kind: 'line', id: String(9000 + nth) })),
  ...Array.from({ length: 3 }, (_, nth): RuleScope => ({ kind: 'customer', id: String(nth + 4) })),
  { kind: 'agreement-type', id: '1' },
  { kind: 'product', id: '1' },
  { kind: 'everything' },
] as const satisfies readonly RuleScope[];
const termsOfContracts: readonly RuleTerms[] = [
  { minimum: 10 },
  { ratio: { per: 5, round: 'up' } },
  { fixed: { units: 7 } },
  { free: 2, maximum: 12 },
  { doNotBill: { reason: 'demo' } },
];

function ruleChange(known: readonly BillingRule[], [a, b, c, d]: Picks): RuleChange {
  const scope = pick(scopes, a);
  const rule = { scope, terms: pick(termsOfContracts, b), source: 'MSA', from: '2020-01-01', to: null };
  const some = known.length === 0 || c % 3 === 0 ? null : pick(known, d);
  if (some === null) return { change: 'add', rule };
  const { id, version } = some;
  return c % 3 === 1
    ? { change: 'correct', id, version, rule }
    : { change: 'end', id, version, to: '2020-06-30' };
}

const ruleEvent = 'a billing rule is added, corrected or ended';

/** A confirmed change, as the ledger has it. */
async function writtenDay(
  { tx, key, vendorServiceId, now }: Scenario,
  groupKey: string,
  psaLineId: string,
  change: 'create-line' | 'end-line' | 'reopen-line',
): Promise<void> {
  const { tenantId, integrationId } = key;
  const id = randomUUID();
  const approval = { tenantId, id, integrationId, kind: 'decision', actor: person, approvedAt: now } as const;
  await tx
    .insertInto('approval')
    .values({ ...approval, actor: JSON.stringify(person) })
    .execute();
  const created = change === 'create-line';
  await sql`insert into approval_line (tenant_id, id, approval_id, integration_id, group_key, usage_line_id, line_version,
      label, company_id, vendor_service_id, agreement_id, psa_line_id, decision, change, new_line, created_line_id,
      last_billed_day, before, after, count_on, billing_target, invoice_date, rule_version, snapshot, evidence, reason,
      actor, approved_at, expires_at, state, finished_at, reverts)
    values (${tenantId}, ${randomUUID()}, ${id}, ${integrationId}, ${groupKey}, ${id}, 1, 'x', 'x', ${vendorServiceId}, 'x',
      ${created ? `SW-${id}` : psaLineId}, ${created ? 'create' : change === 'end-line' ? 'end' : 'revert'}, ${change},
      ${created ? JSON.stringify({ firstBilledDay: '2099-01-01', productId: id }) : null}, ${created ? psaLineId : null},
      ${created ? null : '2098-12-31'}, 0, ${change === 'end-line' ? 0 : 1}, 0, 'from-day', '2099-01-01', 1, '{}', '{}',
      'so agreed', ${JSON.stringify(person)}, clock_timestamp(), ${now}, 'confirmed', ${now},
      ${change === 'reopen-line' ? id : null})`.execute(tx);
}

/** Everything that can happen beside a sync and what all lines stand on. */
const events: Readonly<Record<string, Event>> = {
  'an account is mapped, excluded or marked': async (scenario, [a, b, c]) => {
    const accountId = pick(scenario.accountIds, a);
    const mark = pick(['internal', 'nfr', null, null] as const, b);
    return touching(scenario.tx, scenario.key, { accountIds: [accountId] }, async () => {
      const company = String((b % companies) + 1);
      const change = pick<MappingChange>(
        [
          { change: 'map-account', accountId, companyId: company },
          { change: 'map-account', accountId, companyId: company },
          { change: 'unmap-account', accountId, companyId: company },
          { change: 'exclude-account', accountId, reason: 'shared' },
          { change: 'mark-account', accountId, mark, reason: null },
        ],
        c,
      );
      // RULES 10: an excluded account is included before it is mapped.
      if (change.change === 'map-account')
        await applyMappingChange(
          scenario.tx,
          scenario.key,
          { change: 'unmap-account', accountId, companyId: company },
          person,
          'person',
        );
      await applyMappingChange(scenario.tx, scenario.key, change, person, 'person');
    });
  },
  'an account is read': async (scenario, [a, b, c]) => {
    const { tx, key, accountIds } = scenario;
    const accountId = pick(accountIds, a);
    const read: AccountOutcome['read'] =
      c % 4 === 0
        ? { kind: 'failed', code: 'VendorTimeout', detail: null, calls: 3 }
        : counted(pick([0, 1, 4, 7, 20], b));
    return touching(tx, key, { accountIds: [accountId] }, () => readAccount(scenario, accountId, read));
  },
  'a line gets a role': async ({ tx, key, vendorServiceId }, [a, b, c]) => {
    const psaLineId = String(9000 + (a % 14));
    const companyId = String((b % companies) + 1);
    return touching(tx, key, { psaLineIds: [psaLineId], companyIds: [companyId] }, async () => {
      const role = pick(lineRoles, c);
      await sql`delete from line_choice where company_id = ${companyId} and role = 'target'`.execute(tx);
      await applyMappingChange(
        tx,
        key,
        { change: 'give-role', companyId, vendorServiceId, psaLineId, role, reason: 'so agreed' },
        person,
        'person',
      );
    });
  },
  'free units are explained': async ({ tx, key, vendorServiceId }, [a, b, c]) => {
    const psaLineId = String(9000 + (a % 14));
    return touching(tx, key, { psaLineIds: [psaLineId] }, () =>
      applyMappingChange(
        tx,
        key,
        {
          change: 'answer-included',
          companyId: String((b % companies) + 1),
          vendorServiceId,
          psaLineId,
          lessIncluded: '2',
          answer: pick(['part', 'beside'] as const, c),
          reason: 'so agreed',
        },
        person,
        'person',
      ),
    );
  },
  'the lines of an agreement are read': async (scenario, [a, b, c, d]) => {
    const { tx, key, now } = scenario;
    const agreement = pick(await agreementsOf(scenario), a);
    const ids = [String(9000 + (b % 14)), String(9000 + (c % 14))];
    const lines = [...new Set(ids)]
      .slice(0, d % 3)
      .map((id, nth) => line(agreement.id, id, [b + nth, c, d, a]));
    const event = { agreementIds: [agreement.id], psaLineIds: lines.map(({ id }) => id) };
    return touching(tx, key, event, () => storeLines(tx, key, agreement.id, lines, now));
  },
  'an agreement changes': async (scenario, [a, b, c, d]) => {
    const { tx, key, now } = scenario;
    const all = await agreementsOf(scenario);
    const agreement = pick(all, a);
    const changed = pick<Partial<PsaAgreement>>(
      [
        { companyId: String((b % companies) + 1) },
        { parentAgreementId: pick([null, pick(all, d).id], c) },
        { over: pick([null, 'inactive'] as const, c) },
        { nextInvoiceDate: pick([null, agreement.nextInvoiceDate], c) },
        { endDate: pick([null, '2024-12-31'], c) },
      ],
      d,
    );
    return touching(tx, key, { agreementIds: [agreement.id] }, async () => {
      await storeSomeAgreements(tx, key, [{ ...agreement, ...changed }], now);
    });
  },
  'somebody decides': async (scenario, [a, b]) => {
    const { tx, key, now } = scenario;
    const all = await groupsOf(scenario);
    if (all.length === 0) return onlyGroups([]);
    const { groupKey, version, variance } = pick(all, a);
    if (b % 4 === 0) await removeLineDecisions(tx, key, [groupKey]);
    else {
      const state = pick(['held', 'dismissed'] as const, b);
      const untilDay = state === 'dismissed' ? '2099-01-01' : null;
      const decision = { state, reason: 'why', untilDay, lineVersion: version, variance };
      await putLineDecision(tx, key, groupKey, decision, person, now);
    }
    return onlyGroups([groupKey]);
  },
  [ruleEvent]: async (scenario, picked) => {
    const { tx, key, now } = scenario;
    const known = await rulesInForce(tx, key);
    const [changed] = changedRules([ruleChange(known, picked)], known, () => randomUUID());
    if (changed === undefined || 'code' in changed) return onlyGroups([]);
    const groups = await groupsOfRules(tx, key, [changed]);
    await storeRuleVersions(tx, key, [changed], { reason: 'so agreed', actor: person, at: now });
    return groups ?? onlyGroups((await groupsOf(scenario)).map(({ groupKey }) => groupKey));
  },
  'Seatwise writes a day on a line, or takes one back': async (scenario, [a, b]) => {
    const { rows } = await sql<{ groupKey: string; psaLineId: string }>`
      select u.group_key, s.source_id as psa_line_id from usage_line_source s
      join usage_line u on u.tenant_id = s.tenant_id and u.id = s.usage_line_id
      where s.integration_id = ${scenario.key.integrationId} and s.kind = 'psa-line' order by s.source_id`.execute(
      scenario.tx,
    );
    if (rows.length === 0) return onlyGroups([]);
    const { groupKey, psaLineId } = pick(rows, a);
    const changes = ['create-line', 'end-line', 'end-line', 'reopen-line'] as const;
    await writtenDay(scenario, groupKey, psaLineId, pick(changes, b));
    return onlyGroups([groupKey]);
  },
  'a check is overridden': async (scenario, [a]) => {
    const { tx, key, now } = scenario;
    const all = (await groupsOf(scenario)).filter(({ vendorQuantity }) => vendorQuantity !== null);
    if (all.length === 0) return onlyGroups([]);
    const { groupKey, vendorQuantity: count } = pick(all, a);
    const checks = ['drop', 'first', 'shrink-of-many', 'jump'] as const;
    const both = { count: count!, units: count! };
    await overrideChecks(tx, key, { groupKey, checks, ...both, reason: 'ok', actor: person, at: now });
    return onlyGroups([groupKey]);
  },
};

/** What the composition stored, as far as it says something. */
async function status({ tx, key }: Scenario) {
  const of = async (query: ReturnType<typeof sql>) => (await query.execute(tx)).rows;
  const { tenantId: t, integrationId: i } = key;
  return {
    lines:
      await of(sql`select group_key, label, kind, flags, decision, need, version, vendor_quantity, psa_quantity, variance,
      effect_per_invoice, effect_per_month, at_risk_per_month, kind_since, composed, fall from usage_line
      where tenant_id = ${t} and integration_id = ${i} order by group_key`),
    sources: await of(sql`select u.group_key, s.kind, s.source_id from usage_line_source s
      join usage_line u on u.tenant_id = s.tenant_id and u.id = s.usage_line_id
      where s.tenant_id = ${t} and s.integration_id = ${i} order by s.kind, s.source_id`),
    totals: await of(
      sql`select totals, closes, fall, ignored, basis from control_total where integration_id = ${i}`,
    ),
    shares: await of(sql`select id, total_share from vendor_account where integration_id = ${i} order by id`),
    vanished:
      await of(sql`select group_key, psa_line_id, was, beside from vanished_line where integration_id = ${i}
      order by group_key, psa_line_id`),
    agreed: await of(
      sql`select group_key, count from agreed_count where integration_id = ${i} order by group_key`,
    ),
  };
}

class RollBack extends Error {}

describe('composing what an event touched', () => {
  let api: ApiUnderTest;
  let key: IntegrationKey;
  let accountIds: readonly string[];
  beforeAll(async () => {
    api = await apiUnderTest();
    key = await connected(api.db, api.tenantId, 'active');
    await load(api.db, key, seeds, billed);
    await countAll(api.db, key, seeds);
    const rows = await api.db.selectFrom('vendorAccount').select('id').orderBy('foreignId').execute();
    accountIds = rows.map(({ id }) => id);
  });
  afterAll(() => api.close());

  /** Runs a history in a transaction that is rolled back. */
  async function inHistory(work: (scenario: Scenario) => Promise<void>): Promise<void> {
    const vendorServiceId = (await findVendorService(api.db, key))!;
    await api.db
      .transaction()
      .execute(async (tx) => {
        await work({ tx, key, accountIds, vendorServiceId, now: new Date() });
        throw new RollBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RollBack)) throw error;
      });
  }

  /** Who is below and billed through whom, as the PSA's list says. */
  const families = fc.array(fc.tuple(fc.nat(2 * companies), fc.nat(2 * companies)), {
    minLength: companies,
    maxLength: companies,
  });
  const history = fc.array(fc.tuple(fc.constantFrom(...Object.keys(events)), picks), {
    minLength: 1,
    maxLength: 9,
  });

  const contracts = fc.array(picks, { maxLength: 4 });

  /** Everybody below the first company. */
  const oneFamily = Array.from({ length: companies }, (): [number, number] => [0, 0]);
  /** Histories that went wrong once; tried before the random ones. */
  const onceWrong: [[number, number][], Picks[], [string, [number, number, number, number]][]][] = [
    [oneFamily, [], [['a line gets a role', [829, 615, 743, 0]]]],
    [
      oneFamily.map((both, nth) => (nth === 2 ? [2, 2] : both)),
      [],
      [
        ['a line gets a role', [0, 668, 0, 0]],
        ['a line gets a role', [51, 587, 0, 0]],
      ],
    ],
    [
      oneFamily,
      [],
      [
        ['an account is mapped, excluded or marked', [0, 0, 838, 0]],
        ['an account is mapped, excluded or marked', [0, 0, 0, 0]],
      ],
    ],
    // The first customer has no line, and found that of a site; then Seatwise ended it.
    [
      oneFamily,
      [],
      [
        ['the lines of an agreement are read', [1, 1, 0, 1]],
        ['the lines of an agreement are read', [0, 0, 0, 0]],
        ['Seatwise writes a day on a line, or takes one back', [0, 1, 0, 0]],
      ],
    ],
  ];

  it('gives the lines and totals of composing everything, over random histories', async () => {
    await fc.assert(
      fc.asyncProperty(families, contracts, history, (family, ruled, happenings) =>
        inHistory(async (scenario) => {
          for (const [nth, [parent, billTo]] of family.entries()) {
            const named = (id: number) => (id < companies && id !== nth ? String(id + 1) : null);
            await sql`update psa_company set parent_company_id = ${named(parent)}, bill_to_company_id = ${named(billTo)}
              where integration_id = ${key.integrationId} and foreign_id = ${String(nth + 1)}`.execute(
              scenario.tx,
            );
          }
          for (const its of ruled) await events[ruleEvent]!(scenario, its);
          await composeEverything(scenario.tx, key, null, scenario.now);
          for (const [nth, [name, its]] of happenings.entries()) {
            const now = new Date(scenario.now.getTime() + 1_000 * (nth + 1));
            const affected = await events[name]!({ ...scenario, now }, its);
            await recomposeAffected(scenario.tx, key, affected, now);
            const stood = await status(scenario);
            await composeEverything(scenario.tx, key, null, now);
            expect({ name, ...stood }).toEqual({ name, ...(await status(scenario)) });
          }
        }),
      ),
      { ...propertyRuns(25), examples: onceWrong },
    );
  });

  it('has a day that Seatwise wrote until a later confirmed change takes it back', async () => {
    await inHistory(async (scenario) => {
      const days = () => ownDates(scenario.tx, key, ['9001']);
      const begins = { psaLineId: '9001', firstBilledDay: '2099-01-01' };
      const both = { ...begins, lastBilledDay: '2098-12-31' };
      await writtenDay(scenario, 'g', '9001', 'create-line');
      expect(await days()).toEqual([begins]);
      await writtenDay(scenario, 'g', '9001', 'end-line');
      expect(await days()).toEqual([both]);
      await writtenDay(scenario, 'g', '9001', 'reopen-line');
      expect(await days()).toEqual([begins]);
      await writtenDay(scenario, 'g', '9001', 'end-line');
      expect(await ownDates(scenario.tx, key, null)).toEqual([both]);
      await sql`update approval_line set state = 'conflict'`.execute(scenario.tx);
      expect(await days()).toEqual([]);
    });
  });
});
