import type { Request } from 'express';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { MarginsOfLines } from '../../../db/lists/margins.ts';
import { type LineStatus, lineStatuses } from '../../../db/lists/line-status.ts';
import {
  type ListedUsageLine,
  type UsageLineFilter,
  usageLineIds,
  usageLinesById,
} from '../../../db/lists/usage-lines.ts';
import type { UsageLineOrder } from '../../../db/lists/usage-line-order.ts';
import { csvRow } from '../../../reports/csv/row.ts';
import { beginCsv, putCsv } from '../../csv.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { equation, ruleSentence } from '../../../domain/billing-rules/rule-text.ts';
import { billableOf } from '../../../domain/usage/composition.ts';
import { describeFound } from '../../../domain/comparison/elsewhere-billed.ts';
import { describeVanished } from '../../../domain/comparison/vanished-lines.ts';
import type { LineMargin } from '../../../domain/margin/margin.ts';
import { decimal, decimalText } from '../../../domain/quantity.ts';
import type { UsageLineFlag } from '../../../domain/usage/line-flags.ts';
import { type Message, message, sentences } from '../../../messages/message.ts';
import { commonNames, namesOf } from '../../names-of.ts';
import { catalogFor, rendererOf } from '../../rendering.ts';
import type { Answer } from '../../route.ts';
import { headOf, shownRow, type TableCell } from '../../table-files.ts';
import { currencyCell } from './currency-cell.ts';
import { lineTexts } from './line-texts.ts';
import { billingTargetWords, decisionWire, noteWire, waitingOf } from './usage-line-wire.ts';

/** A piece holds up everybody else for some 20 ms, before anything of it was compiled. */
const rowsPerRead = 100;

const heads = ([
  'account', 'kind', 'flags', 'decision', 'company', 'company-id', 'service', 'vendor-seats', 'billable-units',
  'billing-rule', 'equation', 'psa-quantity', 'variance', 'effect', 'not-billed', 'currency', 'money-note', 'reason', 'takes-effect', 'waiting', 'further-variance',
  'decided-by', 'decision-reason', 'assigned-to', 'note', 'note-until', 'included-units', 'missing', 'found', 'warnings',
  'version', 'vendor-read-at', 'psa-read-at', 'failure-code', 'failed-at',
] as const).map(headOf); // prettier-ignore

/** Behind the others, for who may see them. */
const marginHeads = (['billed-per-month', 'cost', 'cost-from', 'margin', 'margin-currency'] as const).map(
  headOf,
);

const marginCells = (margin: LineMargin | null): readonly TableCell[] =>
  margin === null
    ? marginHeads.map(() => null)
    : [
        margin.billedPerMonth,
        margin.costPerMonth,
        message(`tables.cost-from.${margin.costFrom ?? 'unknown'}`),
        margin.marginPerMonth,
        currencyCell(margin.currency, margin.currency, [margin.billedPerMonth, margin.costPerMonth]),
      ];

const cellsOf = (line: ListedUsageLine, status: LineStatus | undefined): readonly TableCell[] => {
  const { note } = line.composed.money;
  return [
    line.label,
    message(`console-kinds.${line.kind}`),
    allOf(line.flags.map(flagWords)),
    message(`tables.decision.${line.decision}`),
    line.companyName,
    line.companyId,
    line.serviceName,
    line.vendorQuantity,
    ...ruleCells(line),
    line.psaQuantity,
    line.variance,
    line.composed.money.effectPerMonth,
    line.composed.money.atRiskPerMonth,
    currencyCell(line.composed.money.currency, line.composed.money.currency, [
      line.composed.money.effectPerMonth,
      line.composed.money.atRiskPerMonth,
    ]),
    note,
    line.composed.reason,
    ...decisionCells(line, status),
    ...noteCells(status),
    allOf(includedUnits(line)),
    allOf((line.composed.vanished ?? []).map((one) => describeVanished(one))),
    allOf((line.composed.found ?? []).map((one) => describeFound(one))),
    sentences(line.composed.warnings),
    line.version,
    line.composed.vendorReadAt,
    line.composed.psaReadAt,
    line.composed.notRead?.code ?? null,
    line.composed.notRead?.at ?? null,
  ];
};

/** Units, the terms with their source, and what they make of the seats; empty terms without a rule. */
const ruleCells = ({ composed }: ListedUsageLine): readonly TableCell[] => {
  const units = billableOf(composed);
  const applied = composed.rule?.applied ?? null;
  if (applied === null) return [units, null, null];
  const { terms, source } = applied;
  return [
    units,
    message('tables.rule', { terms: ruleSentence(terms), source }),
    units === null ? null : equation(applied, composed.vendorQuantity),
  ];
};

const flagWords = (flag: UsageLineFlag): Message =>
  flag.flag === 'held'
    ? message('tables.blocked', { check: message(`tables.check.${flag.check}`) })
    : message(`tables.flag.${flag.flag}`);

/** Several as a list. */
const allOf = (all: readonly Message[]): TableCell =>
  all.length > 1 ? message('tables.all', { all }) : (all[0] ?? null);

/** Of each line for which a person answered how they count. */
const includedUnits = ({ composed }: ListedUsageLine): readonly Message[] =>
  composed.lines.flatMap(({ lessIncluded, included }) =>
    included === null || lessIncluded === null
      ? []
      : [
          message('tables.included', {
            quantity: decimalText(decimal(lessIncluded)),
            answer: included.answer,
          }),
        ],
  );

function decisionCells(line: ListedUsageLine, status: LineStatus | undefined): readonly TableCell[] {
  const waiting = status === undefined ? null : waitingOf(line, status);
  const decided = status === undefined ? null : decisionWire(line, status);
  return [
    waiting?.targetInvoice ??
      (line.kind === 'match' ? null : billingTargetWords(line.composed.billingTarget)),
    waiting === null ? null : `${waiting.before} → ${waiting.after}`,
    waiting?.furtherVariance ?? null,
    decided === null ? null : (decided.by.name ?? decided.by.id),
    decided === null ? null : decided.reason,
  ];
}

const noteCells = (status: LineStatus | undefined) => {
  const note = status === undefined ? null : noteWire(status);
  return [note?.assignee?.name ?? null, note?.text ?? null, note?.until ?? null];
};

/**
 * All lines of one snapshot, sorted once and read by their ids in pieces: the file may be large, the memory for it is
 * not, and a line costs the same wherever it stands.
 */
export function usageCsv(
  deps: ApiDependencies,
  tenantId: string,
  filter: UsageLineFilter,
  sort: UsageLineOrder,
  request: Request,
  seesMargin: boolean,
): Answer {
  return {
    kind: 'stream',
    write: async (response) => {
      const names = await namesOf(deps, tenantId, filter.integrationId);
      await inOneSnapshot(deps.db, async (db) => {
        const margins = seesMargin ? new MarginsOfLines(db, tenantId) : null;
        const all = await usageLineIds(db, tenantId, filter, sort);
        beginCsv(response, 'usage-lines.csv');
        const called = commonNames(deps, tenantId, filter.integrationId);
        await putCsv(
          response,
          csvRow(shownRow(rendererOf(request, called), seesMargin ? [...heads, ...marginHeads] : heads)),
        );
        for (let start = 0; start < all.length && !response.destroyed; start += rowsPerRead) {
          const ids = all.slice(start, start + rowsPerRead);
          const lines = await usageLinesById(db, tenantId, ids);
          const statuses = await lineStatuses(db, tenantId, ids);
          const texts = await lineTexts(db, tenantId, lines, catalogFor(request), names);
          const rows: string[] = [];
          for (const line of lines) {
            const render = texts.renderer(line.integrationId);
            const cells = cellsOf(line, statuses.get(line.id));
            const row = margins === null ? cells : [...cells, ...marginCells(await margins.of(line))];
            rows.push(csvRow(shownRow(render, row)));
          }
          await putCsv(response, rows.join(''));
        }
      });
      response.end();
    },
  };
}
