import { MonthNow, onHoldShown } from '../../../contracts/api/month.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { dataVersionOfTenant } from '../../../db/integrations/data-versions.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { type MonthDone, monthDone } from '../../../db/lists/month-done.ts';
import { integrationsInUse, type IntegrationInUse } from '../../../db/lists/month-integrations.ts';
import { type LineSums, type MonthLines, monthLines } from '../../../db/lists/month-lines.ts';
import { type LineOnHold, linesOnHold } from '../../../db/lists/month-on-hold.ts';
import { agreementTypes } from '../../../db/mapping/billing-target-settings.ts';
import { findTenant } from '../../../db/people/people.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import { dayIn, monthSpan } from '../../../domain/billing-day.ts';
import { firstTenant } from '../../../domain/defaults.ts';
import { entryOf } from '../../../domain/kinds.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { netOf } from '../../../domain/months/month-report.ts';
import { monthOfDay } from '../../../domain/months/review-month.ts';
import {
  bothTotals,
  type EffectTotals,
  type MeasuredLines,
  measureTotals,
  noMoney,
  notBilledUntilEffective,
  partsTotal,
} from '../../../domain/usage/measure-totals.ts';
import { kindsOfMeasure } from '../../../domain/usage/measures.ts';
import { lineNeeds } from '../../../domain/usage/needs.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { iso, isoOrNull } from '../../list-answer.ts';
import { namesOf } from '../../names-of.ts';
import { causesIn } from '../../problems.ts';
import { catalogFor, renderersOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { agreementTypeWire } from '../lifecycle/agreement-types.ts';
import { expectedTimes } from '../lifecycle/schedule.ts';

const notBilledKinds = kindsOfMeasure('notBilled');

/** The start page: what needs a person this month, what it is worth, and what was done. */
export const monthRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/month',
    tag: 'Months',
    summary: 'The current month: what open lines need and are worth, and what was done',
    needs: 'read',
    answers: { 200: MonthNow },
    handle: async ({ deps, request, caller: { tenantId } }) => {
      const names = await namesOf(deps, tenantId);
      return ok(
        await inOneSnapshot(deps.db, (db) =>
          monthNow(deps, db, tenantId, renderersOf(catalogFor(request), names)),
        ),
      );
    },
  }),
];

async function monthNow(
  deps: ApiDependencies,
  db: Queryable,
  tenantId: string,
  renderer: (integrationId: string) => Renderer,
) {
  const dataVersion = await dataVersionOfTenant(db, tenantId);
  const tenant = await findTenant(db, tenantId);
  const integrations = await integrationsInUse(db, tenantId);
  const lines = await monthLines(db, tenantId, notBilledKinds, dataVersion);
  const now = new Date();
  const months = await Promise.all(
    integrations.map(({ id }) => monthOf(db, { tenantId, integrationId: id }, now)),
  );
  return {
    dataVersion,
    // Integrations may stand in different zones for some hours; the month is over where the last of them has ended it.
    month: months.map(({ month }) => month).sort()[0] ?? monthOfDay(dayIn(zoneOf(tenant), now)),
    currency: tenant?.currency ?? firstTenant.currency,
    syncs: integrations.map((one) => ({
      integrationId: one.id,
      lastGoodAt: isoOrNull(one.lastGoodSyncAt),
      nextAt: isoOrNull(expectedTimes(one)[0] ?? null),
    })),
    lines: countsOf(lines.sums),
    measures: measureTotals(lines.sums),
    notBilledUntilEffective: notBilledUntilEffective(lines.untilEffective),
    notBilledCustomers: lines.notBilledCustomers,
    notKnown: { accounts: lines.accounts.notRead, aside: lines.accounts.aside },
    questions: await questionsOf(deps, db, tenantId, integrations, lines.asked),
    rows: rowsOf(lines, renderer),
    onHold: lines.sums.some(({ need }) => need === 'on-hold')
      ? (await linesOnHold(db, tenantId)).slice(0, onHoldShown).map(onHoldWire)
      : [],
    done: doneOf(months.map(({ done }) => done)),
  };
}

const zoneOf = (tenant: { readonly billingTimeZone: string | null; readonly timeZone: string } | null) =>
  tenant?.billingTimeZone ?? tenant?.timeZone ?? firstTenant.timeZone;

async function monthOf(
  db: Queryable,
  key: { readonly tenantId: string; readonly integrationId: string },
  now: Date,
) {
  const { timeZone } = await compositionSettings(db, key);
  const month = monthOfDay(dayIn(timeZone, now));
  return { month, done: await monthDone(db, key, monthSpan(timeZone, month)) };
}

const linesOf = (sums: readonly LineSums[]): number => sums.reduce((sum, { lines }) => sum + lines, 0);

const open = (sums: readonly LineSums[]) => sums.filter(({ need }) => need !== null);

function countsOf(sums: readonly LineSums[]) {
  const settled = sums.filter(({ need }) => need === null);
  const decided = (decision: LineSums['decision']) =>
    linesOf(settled.filter((one) => one.decision === decision));
  const [waiting, dismissed] = [decided('approved'), decided('dismissed')];
  return {
    total: linesOf(sums),
    open: linesOf(open(sums)),
    onHold: linesOf(sums.filter(({ need }) => need === 'on-hold')),
    matched: linesOf(settled) - waiting - dismissed,
    waiting,
    dismissed,
  };
}

function rowsOf({ sums, invoices, holds, named }: MonthLines, renderer: (integrationId: string) => Renderer) {
  return lineNeeds.flatMap((need) => {
    const its = sums.filter((one) => one.need === need);
    if (its.length === 0) return [];
    return [
      {
        need,
        lines: linesOf(its),
        measures: measureTotals(its),
        unknown: its.reduce((sum, { unknown }) => sum + unknown, 0),
        invoices: invoices
          .filter((one) => one.need === need)
          .map(({ billingTarget, invoiceDate, lines }) => ({ billingTarget, invoiceDate, lines })),
        holds: need === 'held' ? holds : [],
        first: named
          .filter((one) => one.need === need)
          .map(({ usageLineId, label, integrationId, notReadCode }) => ({
            usageLineId,
            label,
            cause: causesIn(renderer(integrationId))(notReadCode, null),
          })),
      },
    ];
  });
}

const onHoldWire = ({
  usageLineId,
  label,
  kind,
  measure,
  by,
  byName,
  at,
  reason,
  ...effect
}: LineOnHold & MeasuredLines) => ({
  usageLineId,
  label,
  kind,
  measure,
  effect: partsTotal([effect]),
  by: { ...by, name: byName },
  at: iso(at),
  reason,
});

/** Types of agreements that lines ask for, as the PSA names them. */
async function questionsOf(
  { kinds }: ApiDependencies,
  db: Queryable,
  tenantId: string,
  integrations: readonly IntegrationInUse[],
  asked: MonthLines['asked'],
) {
  const questions = [];
  for (const { id, psa } of integrations) {
    const its = new Map(
      asked.filter(({ integrationId }) => integrationId === id).map(({ typeId, lines }) => [typeId, lines]),
    );
    if (its.size === 0) continue;
    for (const type of await agreementTypes(db, { tenantId, integrationId: id })) {
      const lines = its.get(type.typeId);
      if (lines === undefined) continue;
      questions.push({
        integrationId: id,
        ...agreementTypeWire(type, entryOf(kinds.psas, psa)),
        lines,
      });
    }
  }
  return questions;
}

function doneOf(done: readonly MonthDone[]) {
  const all = (part: (one: MonthDone) => EffectTotals): EffectTotals =>
    done.map(part).reduce(bothTotals, noMoney);
  const [recovered, credited] = [all((one) => one.recovered), all((one) => one.credited)];
  return {
    recovered,
    created: all((one) => one.created),
    credited,
    ended: all((one) => one.ended),
    ...netOf(recovered, credited),
    waiting: { up: all(({ waiting }) => waiting.up), down: all(({ waiting }) => waiting.down) },
    conflicts: done.reduce((sum, { conflicts }) => sum + conflicts, 0),
  };
}
