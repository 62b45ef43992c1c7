import { inOneSnapshot } from '../../db/driver/page.ts';
import { type LineStatus, lineStatuses } from '../../db/lists/line-status.ts';
import {
  type ListedUsageLine,
  type UsageLineFilter,
  usageLineIds,
  usageLinesById,
} from '../../db/lists/usage-lines.ts';
import type { UsageLineOrder } from '../../db/lists/usage-line-order.ts';
import { beginCsv, csvRow, putCsv } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { describeFound } from '../../domain/usage/found-lines.ts';
import { describeVanished } from '../../domain/usage/vanished-lines.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { headInNames } from '../../domain/called.ts';
import { catalogOf } from '../../messages/catalog.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { commonNames, namesOf } from '../names-of.ts';
import type { Answer } from '../route.ts';
import { currencyCell } from './currency-cell.ts';
import { lineTexts } from './line-texts.ts';
import { billingTargetText, decisionWire, noteWire, waitingWire } from './usage-line-wire.ts';

/** A piece holds up everybody else for some 20 ms, before anything of it was compiled. */
const rowsPerRead = 100;

const heads = [
  'Account', 'Kind', 'Flags', 'Decision', 'Company', 'Company ID', 'Service', 'Vendor seats', 'PSA quantity', 'Variance',
  'Effect per month', 'At risk per month', 'Currency', 'Money note', 'Reason', 'Invoice', 'Waiting', 'Further variance',
  'Decided by', 'Decision reason', 'Assigned to', 'Note', 'Note until', 'Free units', 'Vanished in the PSA', 'Found in the PSA', 'Warnings', 'Version', 'Vendor read at',
  'PSA read at', 'Failure code', 'Failed at',
] as const; // prettier-ignore

const cellsOf = (line: ListedUsageLine, status: LineStatus | undefined, render: Renderer) => {
  const { note } = line.composed.money;
  return [
    line.label,
    line.kind,
    line.flags.map((flag) => (flag.flag === 'held' ? `held: ${flag.check}` : flag.flag)).join('; '),
    line.decision,
    line.companyName,
    line.companyId,
    line.serviceName,
    line.vendorQuantity,
    line.psaQuantity,
    line.variance,
    line.composed.money.effectPerMonth,
    line.composed.money.atRiskPerMonth,
    currencyCell(line.composed.money.currency, line.composed.money.currency, [
      line.composed.money.effectPerMonth,
      line.composed.money.atRiskPerMonth,
    ]),
    note === null ? null : render(note),
    render(line.composed.reason),
    ...decisionCells(line, status, render),
    ...noteCells(status),
    includedUnits(line).join('; '),
    (line.composed.vanished ?? []).map((one) => render(describeVanished(one))).join('; '),
    (line.composed.found ?? []).map((one) => render(describeFound(one))).join('; '),
    line.composed.warnings.map(render).join(' '),
    line.version,
    line.composed.vendorReadAt,
    line.composed.psaReadAt,
    line.composed.notRead?.code ?? null,
    line.composed.notRead?.at ?? null,
  ];
};

/** "5 part of the seats", of each line of which somebody said it. */
const includedUnits = ({ composed }: ListedUsageLine): readonly string[] =>
  composed.lines.flatMap(({ lessIncluded, included }) =>
    included === null || lessIncluded === null
      ? []
      : [
          `${decimalText(decimal(lessIncluded))} ${included.answer === 'part' ? 'part of' : 'beside'} the seats`,
        ],
  );

function decisionCells(line: ListedUsageLine, status: LineStatus | undefined, render: Renderer) {
  const waiting = status === undefined ? null : waitingWire(line, status);
  const decided = status === undefined ? null : decisionWire(line, status);
  return [
    waiting?.targetInvoice ??
      (line.kind === 'match' ? null : billingTargetText(line.composed.billingTarget, render)),
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
): Answer {
  return {
    kind: 'stream',
    write: async (response) => {
      const names = await namesOf(deps, tenantId, filter.integrationId);
      await inOneSnapshot(deps.db, async (db) => {
        const all = await usageLineIds(db, tenantId, filter, sort);
        beginCsv(response, 'usage-lines.csv');
        const called = commonNames(deps, tenantId, filter.integrationId);
        await putCsv(response, csvRow(heads.map((head) => headInNames(head, called))));
        for (let start = 0; start < all.length && !response.destroyed; start += rowsPerRead) {
          const ids = all.slice(start, start + rowsPerRead);
          const lines = await usageLinesById(db, tenantId, ids);
          const statuses = await lineStatuses(db, tenantId, ids);
          const texts = await lineTexts(db, tenantId, lines, catalogOf('en'), names);
          const rows = lines.map((line) =>
            csvRow(cellsOf(line, statuses.get(line.id), texts.renderer(line.integrationId))),
          );
          await putCsv(response, rows.join(''));
        }
      });
      response.end();
    },
  };
}
