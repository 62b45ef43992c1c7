import fc from 'fast-check';
import type { AgreementOutcome } from '../sync-runs.ts';
import type { PsaAgreement, PsaCompany, PsaLine } from '../psa-facts.ts';
import type { BillingRule, RuleScope } from '../billing-rules/billing-rule.ts';
import { companyGroupKey } from './billing-groups.ts';
import { lineRoles } from '../usage/line-roles.ts';
import type { OwnDates } from '../usage/own-dates.ts';
import type {
  AcceptedCount,
  AgreementReading,
  CompositionInput,
  IncludedChoice,
  LineChoice,
  VendorAccountFacts,
  AccountMark,
  IncludedAnswer,
} from '../usage/composition.ts';
import { typical } from './typical.fixture.ts';

const base = typical();
const ids = (prefix: string, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most }).map((n) => `${prefix}${n}`);
const companyId = ids('c', 6);
/** Mostly the plain case, so that scenarios reach the comparing kinds too; now and then one of the odd ones. */
const mostly = <T>(plain: T, ...odd: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(plain) }, fc.constantFrom(...odd));
const readAt = mostly('2026-11-24T08:05:00.000Z', '2026-11-23T20:00:00.000Z', '2026-11-20T08:00:00.000Z');
const day = mostly('2026-01-01', '2026-11-10', '2026-11-24', '2026-12-24');

const account: fc.Arbitrary<Omit<VendorAccountFacts, 'id' | 'foreignId' | 'name'>> = fc.record({
  kind: fc.constant<'child'>('child'),
  edition: fc.constantFrom(null, 'ENTERPRISE', 'Duo Advantage', 'NEW'),
  mark: mostly<AccountMark | null>(null, 'internal', 'nfr'),
  mapping: fc.oneof(
    { weight: 5, arbitrary: companyId.map((id) => ({ state: 'mapped' as const, companyId: id })) },
    fc.constant({ state: 'unmapped' as const }),
    fc.constant({ state: 'excluded' as const, reason: 'shared' }),
  ),
  acknowledgedCode: fc.constant(null),
  lastComplete: fc.option(
    fc
      .record({
        countId: fc.uuid(),
        seats: fc.oneof(fc.constantFrom(0, 10, 25, 35), fc.integer({ min: 0, max: 60 })),
        disabled: fc.nat(3),
        flags: fc.constant([]),
        readAt,
        syncRunId: fc.constant('run'),
      })
      .map(({ disabled, ...count }) => {
        const some = Math.min(disabled, count.seats);
        return { ...count, byStatus: { active: count.seats - some, disabled: some } };
      }),
    { freq: 15 },
  ),
  newestRead: fc.constant(null),
});

const agreement: fc.Arbitrary<Omit<PsaAgreement, 'id'>> = fc.record({
  name: fc.constant('Managed IT'),
  companyId,
  typeId: fc.constant('1'),
  typeName: fc.constant('Managed IT'),
  parentAgreementId: fc.option(ids('a', 12), { freq: 1 }),
  status: mostly<string | null>('Active', 'Cancelled', null),
  over: mostly<PsaAgreement['over']>(null, 'canceled', 'inactive'),
  startDate: fc.constant(null),
  endDate: mostly<string | null>(null, '2026-11-01', '2027-11-01', '2026-12-23'),
  billingCycle: mostly<PsaAgreement['billingCycle']>(
    { name: 'Monthly', months: 1, days: null, never: false },
    { name: 'Quarterly', months: 3, days: null, never: false },
    { name: 'None', months: null, days: null, never: true },
    null,
  ),
  nextInvoiceDate: mostly<string | null>('2026-12-01', '2026-09-01', null),
  prorates: fc.constantFrom(true, false, null),
  periodType: fc.constant(null),
  dated: mostly<NonNullable<PsaAgreement['dated']> | null>(null, {
    periodBegan: '2026-11-01',
    postedThrough: null,
  }),
});

const line: fc.Arbitrary<Omit<PsaLine, 'id'>> = fc
  .record({
    agreementId: ids('a', 12),
    productId: mostly('1', '2', '3', '4'),
    productIdentifier: fc.constant(null),
    description: fc.constant(null),
    quantity: fc.oneof(
      fc.constantFrom('10', '25', '7.00'),
      mostly<string | null>('10', '12.5', '0', '-3', null),
    ),
    lessIncluded: fc.constantFrom(null, '0', '5'),
    unitPrice: mostly<string | null>('4.00', '0.1', '7.55', '895.999997', null),
    billCustomer: mostly<string | null>('Billable', 'DoNotBill', null),
    effectiveDate: fc.option(day, { freq: 20 }),
    cancelledDate: mostly<string | null>(null, '2026-11-10', '2026-11-24', '2026-12-24'),
    status: fc.constantFrom('active', 'canceled', null),
    lastUpdated: fc.constant(null),
  })
  .map((facts) => ({
    ...facts,
    billable: facts.billCustomer === null ? null : facts.billCustomer === 'Billable',
  }));

const reading = fc.record({
  outcome: mostly<AgreementOutcome>('read', 'failed'),
  at: readAt,
});

const choices: fc.Arbitrary<readonly LineChoice[]> = fc.uniqueArray(
  fc.record({
    companyId,
    vendorServiceId: fc.constant(base.vendorServiceId),
    psaLineId: ids('l', 20),
    role: fc.constantFrom(...lineRoles),
    reason: fc.constant('x'),
  }),
  { selector: ({ psaLineId }) => psaLineId, maxLength: 10 },
);

/** Of the free units that a line has here, if any. */
const answerOf = (owner: string, psaLineId: string, answer: IncludedAnswer): IncludedChoice => ({
  companyId: owner,
  vendorServiceId: base.vendorServiceId,
  psaLineId,
  lessIncluded: '5.0',
  answer,
  reason: 'x',
});

const numbered = <T>(prefix: string, items: readonly T[]): (T & { id: string })[] =>
  items.map((item, index) => ({ ...item, id: `${prefix}${index + 1}` }));

const ruleScope: fc.Arbitrary<RuleScope> = fc.oneof(
  ids('l', 20).map((id) => ({ kind: 'line' as const, id })),
  companyId.map((id) => ({ kind: 'customer' as const, id })),
  fc.constant({ kind: 'agreement-type' as const, id: '1' }),
  fc.constantFrom('1', '2').map((id) => ({ kind: 'product' as const, id })),
  fc.constant({ kind: 'everything' as const }),
);

/** At most one for each scope, in most scenarios a few. */
const rules: fc.Arbitrary<readonly BillingRule[]> = fc
  .uniqueArray(
    fc.record({
      scope: ruleScope,
      terms: fc.constantFrom(
        { minimum: 25 },
        { ratio: { per: 5, round: 'up' } as const },
        { free: 2, maximum: 40 },
        { excludeStatuses: ['disabled'] },
        { fixed: { units: 10 } },
        { fixed: { units: 1, flat: true } as const },
        { commitment: { units: 30, decreaseFrom: '2026-12-15' } },
        { doNotBill: { reason: 'demo' } },
      ),
      from: fc.constantFrom('2025-01-01', '2026-11-15', '2026-12-10'),
      to: fc.constantFrom(null, null, '2026-11-30', '2026-11-10', '2026-07-31'),
    }),
    { selector: ({ scope }) => JSON.stringify(scope), maxLength: 8 },
  )
  .map((some) => numbered('r', some).map((rule) => ({ ...rule, version: 1, source: 'MSA' })));

type Written = 'nothing' | 'its dates' | 'other dates';

/** What Seatwise wrote of a line, as the PSA shows it or as it was changed since. */
function datesOf({ effectiveDate, cancelledDate }: Omit<PsaLine, 'id'>, written: Written): OwnDates[] {
  if (written === 'nothing') return [];
  const day = (shown: string | null): string =>
    written === 'its dates' && shown !== null ? shown : '2026-12-05';
  return [{ psaLineId: '', firstBilledDay: day(effectiveDate), lastBilledDay: day(cancelledDate) }];
}

/** Small scenarios that hit every rule at once: shared bill-to companies, dead agreements, roles, half-read sources. */
export const scenario: fc.Arbitrary<CompositionInput> = fc
  .record({
    accounts: fc.array(account, { maxLength: 8, size: 'max' }),
    outcomes: fc.array(
      mostly<'counted' | 'failed' | 'incomplete' | 'gone'>('counted', 'failed', 'incomplete', 'gone'),
      { minLength: 8, maxLength: 8 },
    ),
    links: fc.array(fc.tuple(fc.option(companyId), fc.option(companyId)), { minLength: 6, maxLength: 6 }),
    agreements: fc.array(agreement, { maxLength: 12, size: 'max' }),
    readings: fc.array(fc.option(reading, { freq: 30 }), { minLength: 12, maxLength: 12 }),
    lines: fc.array(line, { maxLength: 20, size: 'max' }),
    answers: fc.array(mostly<IncludedAnswer | null>('part', 'beside', null), {
      minLength: 20,
      maxLength: 20,
    }),
    written: fc.array(fc.constantFrom<Written>('nothing', 'its dates', 'its dates', 'other dates'), {
      minLength: 20,
      maxLength: 20,
    }),
    choices,
    rules,
    accepted: fc.array(fc.option(fc.nat(40)), { minLength: 6, maxLength: 6 }),
  })
  .map(
    ({
      accounts,
      outcomes,
      links,
      agreements,
      readings,
      lines,
      answers,
      written,
      choices: roles,
      rules: ofContracts,
      accepted,
    }): CompositionInput => ({
      ...base,
      accounts: numbered('x', accounts).map((each, index) => ({
        ...each,
        foreignId: each.id,
        name: each.id,
        // A count makes "counted" possible; without one the newest read cannot have counted.
        newestRead: {
          outcome: outcomes[index] === 'counted' && each.lastComplete === null ? 'failed' : outcomes[index]!,
          code: null,
          at: base.now,
        },
      })),
      companies: links.map(([parentCompanyId, billToCompanyId], index): PsaCompany => ({
        id: `c${index + 1}`,
        name: `c${index + 1}`,
        identifier: null,
        status: null,
        deleted: false,
        parentCompanyId,
        billToCompanyId,
      })),
      agreements: numbered('a', agreements),
      agreementReadings: readings.flatMap((each, index): AgreementReading[] =>
        each === null
          ? []
          : [{ agreementId: `a${index + 1}`, newest: { ...each, code: null }, lastCompleteAt: each.at }],
      ),
      lines: numbered('l', lines),
      ownDates: lines.flatMap((each, index) =>
        datesOf(each, written[index]!).map((dates) => ({ ...dates, psaLineId: `l${index + 1}` })),
      ),
      choices: roles,
      rules: ofContracts,
      accepted: accepted.flatMap((count, index): AcceptedCount[] =>
        count === null
          ? []
          : [
              {
                groupKey: companyGroupKey(`c${index + 1}`, base.vendorServiceId),
                count: String(count),
                overridden: [],
              },
            ],
      ),
      included: lines.flatMap(({ agreementId }, index) => {
        const owner = agreements[Number(agreementId.slice(1)) - 1]?.companyId;
        const answer = answers[index] ?? null;
        return owner === undefined || answer === null ? [] : [answerOf(owner, `l${index + 1}`, answer)];
      }),
    }),
  );
