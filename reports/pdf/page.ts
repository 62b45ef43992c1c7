import type { Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { ReportLogo } from '../document.ts';
import { accent, hairline, ink } from './colors.ts';
import { type Shown, shownBy } from './letters.ts';
import { linesOf } from './lines.ts';

/** Millimeters do not occur: all lengths are points, 1/72 inch. */
export type Struct = PDFKit.PDFStructureElement;

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
}

/** A text in the lines that it takes. */
export interface Block extends Shown {
  readonly lines: readonly string[];
  readonly style: TextStyle;
}

export interface PageOptions {
  readonly paper: 'A4' | 'Letter';
  readonly landscape: boolean;
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly createdAt: Date;
  readonly regular: Font;
  readonly bold: Font;
}

const side = 40;
export const lineHeightOf = ({ size }: TextStyle): number => size * 1.32;

/** The pages of one document, and where on them the next thing is drawn. All that is not part of its text is an artifact. */
export class Pages {
  readonly doc: PDFKit.PDFDocument;
  readonly root: Struct;
  /** From the top of the page. */
  y = 0;
  readonly #options: PageOptions;
  #onNewPage: () => void = () => undefined;
  #foot = 0;

  constructor(options: PageOptions) {
    this.#options = options;
    this.doc = new PDFDocument({
      size: options.paper === 'A4' ? 'A4' : 'LETTER',
      layout: options.landscape ? 'landscape' : 'portrait',
      // None: nothing breaks a page but `newPage`.
      margin: 0,
      // The number of pages is in the foot of each.
      bufferPages: true,
      autoFirstPage: false,
      font: '',
      tagged: true,
      subset: 'PDF/UA' as unknown as 'PDF/A-1',
      pdfVersion: '1.7',
      lang: options.language,
      displayTitle: true,
      info: {
        Title: forMetadata(options.title),
        Author: forMetadata(options.author),
        Creator: 'Seatwise',
        CreationDate: options.createdAt,
      },
    });
    // Parsed once for all documents of a thread, which the published types do not know.
    this.doc.registerFont('regular', options.regular as unknown as Uint8Array);
    this.doc.registerFont('bold', options.bold as unknown as Uint8Array);
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
    this.doc.addPage();
    this.y = side;
  }

  get left(): number {
    return side;
  }

  get width(): number {
    return this.doc.page.width - 2 * side;
  }

  /** Where the foot begins. */
  get bottom(): number {
    return this.doc.page.height - this.#foot;
  }

  /** What is left on this page. */
  get free(): number {
    return this.bottom - this.y;
  }

  /** Keeps so much of each page free for its foot. */
  keepFoot(height: number): void {
    this.#foot = height;
  }

  /** @param draw sets `y` to where the text of a page begins */
  onNewPage(draw: () => void): void {
    this.#onNewPage = draw;
  }

  newPage(): void {
    this.doc.addPage();
    this.y = side;
    this.#onNewPage();
  }

  widthOf(text: string, style: TextStyle): number {
    return this.#set(style).widthOfString(text);
  }

  /** A text with the letters that the fonts have. */
  shown(text: string, id: string | null): Shown {
    const { regular, bold } = this.#options;
    const has = (codePoint: number): boolean =>
      regular.hasGlyphForCodePoint(codePoint) && bold.hasGlyphForCodePoint(codePoint);
    return shownBy(has, text, id);
  }

  /** @param id whose name the text is; null: of nothing that has an ID */
  block(text: string, style: TextStyle, width: number, id: string | null = null): Block {
    const shown = this.shown(text, id);
    return { ...shown, style, lines: linesOf(shown.text, width, (part) => this.widthOf(part, style)) };
  }

  /** Draws these lines at a place, and leaves `y` as it is. `right`: the right edge, to which they are aligned. */
  lines(
    lines: readonly string[],
    style: TextStyle,
    at: { readonly x: number; readonly y: number; readonly right?: number; readonly color?: string },
  ): void {
    this.#set(style).fillColor(at.color ?? ink);
    lines.forEach((line, nth) => {
      const x = at.right === undefined ? at.x : at.right - this.doc.widthOfString(line);
      this.doc.text(line, x, at.y + nth * lineHeightOf(style), { lineBreak: false });
    });
  }

  /** Draws a text of the document below what is there, on more pages where one is not enough. */
  paragraph(parent: Struct, tag: 'H1' | 'H2' | 'P', block: Block, gap = 4, color: string = ink): void {
    const element = this.doc.struct(tag, actualOf(block));
    parent.add(element);
    const height = lineHeightOf(block.style);
    let rest = block.lines;
    while (rest.length > 0) {
      if (this.free < height) this.newPage();
      const now = rest.slice(0, Math.max(1, Math.floor(this.free / height)));
      const { y } = this;
      element.add(() => this.lines(now, block.style, { x: this.left, y, color }));
      rest = rest.slice(now.length);
      this.y += now.length * height;
    }
    element.end();
    this.y += gap;
  }

  /** Draws what assistive technology leaves out. */
  artifact(draw: () => void, type: 'Pagination' | 'Layout' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** A line across the text at `y`. */
  rule(y: number, weight = 0.5, color: string = hairline): void {
    this.artifact(() => {
      this.doc
        .lineWidth(weight)
        .moveTo(this.left, y)
        .lineTo(this.left + this.width, y)
        .strokeColor(color)
        .stroke();
    });
  }

  /** A filled band across the text, behind what is drawn next. */
  band(y: number, height: number, color: string): void {
    this.artifact(() => this.doc.rect(this.left - 4, y, this.width + 8, height).fill(color));
  }

  /** Across the top of the page. */
  brandBar(): void {
    this.artifact(() => this.doc.rect(0, 0, this.doc.page.width, 5).fill(accent));
  }

  /** At the right edge, from `y` downwards; returns its width. */
  logo(parent: Struct, { bytes }: ReportLogo, name: string, box: { width: number; height: number }): number {
    const image = this.doc.openImage(bytes);
    const scale = Math.min(box.width / image.width, box.height / image.height);
    const width = image.width * scale;
    const x = this.left + this.width - width;
    const { y } = this;
    const bbox = [x, y, x + width, y + image.height * scale] as const;
    parent.add(
      this.doc.struct('Figure', { alt: name, bbox }, [() => this.doc.image(image, x, y, { width })]),
    );
    return width;
  }

  /** @param draw the foot of a page, which is drawn when their number is known */
  async finish(draw: (page: number, pages: number) => void): Promise<Uint8Array> {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(page);
      draw(page + 1, count);
    }
    const chunks: Uint8Array[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      this.doc.on('end', resolve);
      this.doc.on('error', reject);
    });
    this.root.end();
    this.doc.end();
    await ended;
    return Buffer.concat(chunks);
  }

  #set({ size, bold = false }: TextStyle): PDFKit.PDFDocument {
    return this.doc.font(bold ? 'bold' : 'regular').fontSize(size);
  }
}

/** For a structure element whose text is not all on the paper. */
export const actualOf = ({ actual }: Shown): { readonly actual?: string } =>
  actual === null ? {} : { actual };

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** pdfkit writes the same text into a dictionary of the PDF and, unescaped, into XML: there it is asked for its string. */
function forMetadata(text: string): string {
  const own = new String(text);
  own.toString = () => text.replace(/[&<>]/gu, (character) => escapes[character] ?? character);
  return own as unknown as string;
}
