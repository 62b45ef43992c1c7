import type { z } from 'zod';
import type * as contract from '../contracts/api/report-document.ts';
import type { RenderedDocument, ReportCell, ReportRow, ReportSection } from '../reports/document.ts';

/** A document in an API response: its texts and cells, without layout. */
export function reportWire({ header, sections, ...rest }: RenderedDocument) {
  const { kind, fileName, language, title, banner } = rest;
  const { msp, month, currency, timeZone, facts, checksum } = header;
  return {
    kind,
    fileName,
    language,
    title,
    banner,
    header: {
      msp: msp.name,
      month,
      currency,
      timeZone,
      facts: facts.map(({ label, value }) => ({ label, value: cellWire(value) })),
      checksum,
    },
    sections: sections.map(sectionWire),
  } satisfies z.input<typeof contract.ReportDocument>;
}

const rowsWire = (rows: readonly ReportRow<string>[]) => rows.map((row) => row.map(cellWire));

const sectionWire = ({ key, title, note, whenEmpty, columns, groups, totals }: ReportSection<string>) => ({
  key,
  title,
  note,
  whenEmpty,
  columns: columns.map(({ key: name, head, kind, identifier }) => ({
    key: name,
    head,
    kind,
    ...(identifier === undefined ? {} : { identifier }),
  })),
  groups: groups.map((group) => ({
    title: group.title,
    rows: rowsWire(group.rows),
    totals: rowsWire(group.totals),
  })),
  totals: rowsWire(totals),
});

const cellWire = (cell: ReportCell<string>): z.input<typeof contract.ReportCell> =>
  cell.kind === 'quantity'
    ? { kind: 'quantity', quantity: cell.quantity === null ? null : String(cell.quantity) }
    : cell;
