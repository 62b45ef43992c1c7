import type { Message } from '../messages/message.ts';
import type { Renderer } from '../messages/rendering/renderer.ts';
import type {
  RenderedDocument, ReportCell, ReportColumn, ReportDocument, ReportGroup, ReportRow, ReportSection,
} from './document.ts'; // prettier-ignore

type Words = Message | string;

/**
 * Returns the document with its texts in the language of `render`; data stays as it is. Instants within sentences are
 * in the time zone of `render`, which should be that of the document's header.
 *
 * @param language of `render`, BCP 47
 */
export function rendered(document: ReportDocument, render: Renderer, language: string): RenderedDocument {
  const said = (text: Words): string => (typeof text === 'string' ? text : render(text));
  const saidOrNull = (text: Words | null): string | null => (text === null ? null : said(text));
  const cell = (one: ReportCell): ReportCell<string> =>
    one.kind === 'text' ? { ...one, text: said(one.text) } : one;
  const row = (cells: ReportRow): ReportRow<string> => cells.map(cell);
  const column = (one: ReportColumn): ReportColumn<string> => ({ ...one, head: said(one.head) });
  const group = ({ title, rows, totals, ...of }: ReportGroup): ReportGroup<string> => ({
    ...of,
    title: saidOrNull(title),
    rows: rows.map(row),
    totals: totals.map(row),
  });
  const section = ({ charts, ...one }: ReportSection): ReportSection<string> => ({
    ...one,
    title: said(one.title),
    note: saidOrNull(one.note),
    whenEmpty: said(one.whenEmpty),
    columns: one.columns.map(column),
    ...(charts === undefined ? {} : { charts: charts.map((of) => ({ ...of, title: said(of.title) })) }),
    groups: one.groups.map(group),
    totals: one.totals.map(row),
  });
  return {
    ...document,
    language,
    title: said(document.title),
    banner: saidOrNull(document.banner),
    header: {
      ...document.header,
      facts: document.header.facts.map(({ label, value }) => ({ label: said(label), value: cell(value) })),
    },
    sections: document.sections.map(section),
  };
}
