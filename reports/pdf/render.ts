import type { Font } from 'fontkit';
import type { PaperSize } from '../../domain/msp.ts';
import type { RenderedDocument, ReportSection } from '../document.ts';
import { type CellText, cellTexts } from './cell-text.ts';
import { chartsHeight, drawCharts } from './charts.ts';
import { accent, quiet } from './colors.ts';
import { actualOf, type Block, lineHeightOf, Pages, type Struct, type TextStyle } from './page.ts';
import { drawHead, drawRow, type MeasuredSection, type PaperTable, tableOf } from './table.ts';
import { fittingSize, needsOf, shownColumns } from './widths.ts';
import type { PdfWords } from './words.ts';

/** A table that would be smaller needs the long side of the paper. */
const leastUpright = 7.5;
const title: TextStyle = { size: 20, bold: true };
const name: TextStyle = { size: 10, bold: true };
const heading: TextStyle = { size: 13, bold: true };
const body: TextStyle = { size: 8.5 };
const strong: TextStyle = { size: 8.5, bold: true };
const small: TextStyle = { size: 7 };
const smallStrong: TextStyle = { size: 7, bold: true };
/** Without the banner. */
const footHeight = 36;
/** What is at hand while a document is drawn. */
interface Drawing {
  readonly document: RenderedDocument;
  readonly pages: Pages;
  readonly words: PdfWords;
  readonly textOf: CellText;
}

/** Returns the bytes of a document: the same for the same document, words, fonts, and version of Node. */
export async function renderPdf(
  document: RenderedDocument,
  paper: PaperSize,
  words: PdfWords,
  fonts: { readonly regular: Font; readonly bold: Font },
): Promise<Uint8Array> {
  const { header } = document;
  const textOf = cellTexts(words, header.timeZone);
  const on = (landscape: boolean): Pages =>
    new Pages({
      ...fonts,
      paper,
      landscape,
      title: document.title,
      author: header.msp.name,
      language: document.language,
      createdAt: asOf(document),
    });
  const upright = on(false);
  const sections = document.sections.map((section) => measured(upright, section, textOf, words));
  const isUpright = sections.every(({ needs }) => fittingSize(needs, upright.width, leastUpright) !== null);
  const pages = isUpright ? upright : on(true);
  pages.keepFoot(footHeight + bannerOf(document, pages).length * lineHeightOf(smallStrong));
  const drawing = { document, pages, words, textOf };
  pages.brandBar();
  drawHeader(drawing);
  pages.onNewPage(() => drawRunningHead(drawing));
  for (const section of sections) drawSection(drawing, section);
  return pages.finish((page, count) => drawFoot(drawing, page, count));
}

function measured(
  pages: Pages,
  section: ReportSection<string>,
  textOf: CellText,
  words: PdfWords,
): MeasuredSection {
  const shown = shownColumns(section);
  return { section, shown, needs: needsOf(pages, section, shown, textOf, words) };
}

/** The newest instant that the header names, such as the closing; a file has no other time. */
function asOf({ header }: RenderedDocument): Date {
  const instants = header.facts.flatMap(({ value }) => (value.kind === 'instant' ? [value.at] : []));
  return new Date(instants.sort().at(-1) ?? `${header.month}-01`);
}

function drawHeader({ document, pages, words, textOf }: Drawing): void {
  const { header, banner } = document;
  const part = pages.doc.struct('Sect');
  pages.root.add(part);
  const logo = header.msp.logo;
  const taken = logo === null ? 0 : pages.logo(part, logo, header.msp.name, { width: 150, height: 44 });
  const top = pages.y;
  const width = pages.width - (taken === 0 ? 0 : taken + 16);
  const blocks = [pages.block(header.msp.name, name, width), pages.block(document.title, title, width)];
  pages.paragraph(part, 'P', blocks[0] as Block, 2, accent);
  pages.paragraph(part, 'H1', blocks[1] as Block, 6);
  if (logo !== null) pages.y = Math.max(pages.y, top + 50);
  if (banner !== null) pages.paragraph(part, 'P', pages.block(banner, strong, pages.width), 6);
  const facts = drawFacts(part, pages, [
    ...header.facts.map(({ label, value }) => ({
      label,
      value: textOf(value),
      id: value.kind === 'text' && value.id !== undefined ? words.idOf(value.id) : null,
    })),
    { label: words.timeZone, value: header.timeZone, id: null },
    ...(header.checksum === null ? [] : [{ label: words.checksum, value: header.checksum, id: null }]),
  ]);
  if ([...blocks, ...facts].some(({ actual }) => actual !== null))
    pages.paragraph(part, 'P', pages.block(words.lettersMissing, small, pages.width));
  part.end();
  pages.y += 6;
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly id: string | null;
}

/** A table of two columns, whose first has the heads. */
function drawFacts(parent: Struct, pages: Pages, facts: readonly Fact[]): readonly Block[] {
  const table = pages.doc.struct('Table');
  parent.add(table);
  const longest = Math.max(...facts.map(({ label }) => pages.widthOf(label, body)));
  const first = Math.min(longest, pages.width / 3);
  const x = pages.left + first + 12;
  const height = lineHeightOf(body);
  const drawn = facts.map(({ label, value, id }) => {
    const head = pages.block(label, body, first);
    const cell = pages.block(value, body, pages.left + pages.width - x, id);
    const lines = Math.max(head.lines.length, cell.lines.length);
    if (pages.free < lines * height) pages.newPage();
    const { y } = pages;
    const row = pages.doc.struct('TR');
    table.add(row);
    row.add(
      pages.doc.struct('TH', { scope: 'Row', ...actualOf(head) }, [
        () => pages.lines(head.lines, body, { x: pages.left, y, color: quiet }),
      ]),
    );
    row.add(pages.doc.struct('TD', actualOf(cell), [() => pages.lines(cell.lines, body, { x, y })]));
    row.end();
    pages.y += lines * height + 1;
    return cell;
  });
  table.end();
  return drawn;
}

function drawSection(drawing: Drawing, of: MeasuredSection): void {
  const { pages, textOf, words } = drawing;
  const { section } = of;
  const part = pages.doc.struct('Sect');
  pages.root.add(part);
  const hasRows = section.groups.some(({ rows }) => rows.length > 0);
  const table = hasRows ? tableOf(pages, of, pages.width, textOf, words) : null;
  const head = pages.block(section.title, heading, pages.width);
  const note = section.note === null ? null : pages.block(section.note, body, pages.width);
  const charts = table === null || section.charts === undefined ? 0 : chartsHeight;
  const begin = heightsOf([head, ...(note === null ? [] : [note])]) + charts + 24;
  if (pages.free < begin + (table === null ? 12 : table.headHeight + heightOfPart(table.parts[0])))
    pages.newPage();
  else pages.y += 14;
  pages.doc.outline.addItem(section.title);
  pages.paragraph(part, 'H2', head);
  if (note !== null) pages.paragraph(part, 'P', note, 6, quiet);
  if (table === null) pages.paragraph(part, 'P', pages.block(section.whenEmpty, body, pages.width), 4, quiet);
  else {
    if (charts > 0) drawCharts(pages, section, textOf, words.locale);
    drawTable(pages, part, table);
  }
  if (table?.lacksLetters === true || head.actual !== null || note?.actual != null)
    pages.paragraph(part, 'P', pages.block(words.lettersMissing, small, pages.width));
  part.end();
}

const heightsOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { lines, style }) => sum + lines.length * lineHeightOf(style) + 4, 0);

const heightOfPart = (rows: PaperTable['parts'][number] | undefined): number =>
  (rows ?? []).reduce((sum, { height }) => sum + height, 0);

function drawTable(pages: Pages, parent: Struct, table: PaperTable): void {
  const element = pages.doc.struct('Table');
  parent.add(element);
  const head = pages.doc.struct('THead');
  element.add(head);
  drawHead(pages, table, head);
  head.end();
  const rows = pages.doc.struct('TBody');
  element.add(rows);
  const onBreak = (): void => {
    pages.newPage();
    drawHead(pages, table, null);
  };
  for (const part of table.parts) {
    // A part that no page holds is broken where it must be.
    if (heightOfPart(part) > pages.free) onBreak();
    for (const row of part) {
      if (row.height > pages.free && row.height < pages.bottom / 2) onBreak();
      drawRow(pages, table, row, rows, onBreak);
    }
  }
  rows.end();
  element.end();
  pages.y += 6;
}

/** Of every page but the first, which has the header. */
function drawRunningHead({ document, pages, textOf }: Drawing): void {
  const { msp, month } = document.header;
  const ofMonth = textOf({ kind: 'month', month });
  const parts = [msp.name, ...(document.title.includes(ofMonth) ? [] : [ofMonth]), document.title];
  const said = parts.join(' \u00b7 ');
  const { lines } = pages.block(said, small, pages.width);
  pages.y -= 14;
  const { y } = pages;
  pages.artifact(() => pages.lines(lines, small, { x: pages.left, y }), 'Pagination');
  pages.y += lines.length * lineHeightOf(small) + 3;
  pages.rule(pages.y);
  pages.y += 8;
}

function drawFoot({ document, pages, words }: Drawing, page: number, count: number): void {
  const { header } = document;
  const right = pages.left + pages.width;
  const banner = bannerOf(document, pages);
  const y = pages.bottom + 10 + banner.length * lineHeightOf(smallStrong);
  const said = header.checksum === null ? [] : [words.checksumFrom(header.checksum.slice(0, 12))];
  const line = (texts: readonly string[], style: TextStyle, at: Parameters<Pages['lines']>[2]): void =>
    pages.artifact(() => pages.lines(texts, style, at), 'Pagination');
  line(said, small, { x: pages.left, y });
  line([words.pageOf(page, count)], small, { x: right, y, right });
  line(banner, smallStrong, { x: pages.left, y: pages.bottom + 10 });
}

const bannerOf = ({ banner }: RenderedDocument, pages: Pages): readonly string[] =>
  banner === null ? [] : pages.block(banner, smallStrong, pages.width).lines;
