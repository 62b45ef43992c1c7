import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What another library, pdf.js, finds in a PDF. */
export interface ReadPdf {
  readonly pages: readonly {
    readonly width: number;
    readonly height: number;
    readonly text: string;
    /** Roles of structure elements, as `Table(TR(TH TD))`. */
    readonly roles: string;
  }[];
  /** Of sections, also those that go on for several pages; a cell that has no text is ''. */
  readonly tables: readonly {
    readonly title: string;
    readonly heads: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
  readonly language: string | null;
  readonly title: string | null;
  readonly xmlTitle: string | null;
  readonly created: string | null;
}

/** Not in the realm of Jest, whose modules cannot import what pdf.js imports. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const rolesOf = ({ role, children = [] }) => {
  const inner = children.filter((child) => child.role).map(rolesOf).join(' ');
  return inner === '' ? role : role + '(' + inner + ')';
};
const within = (node, ...roles) =>
  (node.children ?? []).flatMap((one) => (roles.includes(one.role) ? [one] : within(one, ...roles)));
/** Of each marked content its text, and its left and right edge. */
const contentsOf = (items) => {
  const open = [];
  const contents = new Map();
  for (const { type, id, str, transform, width } of items) {
    if (type === 'endMarkedContent') open.pop();
    else if (type !== undefined) open.push(id);
    else if (str.trim() !== '') {
      const of = open.findLast((one) => one !== undefined);
      const known = contents.get(of) ?? { text: '', left: Infinity, right: -Infinity };
      contents.set(of, {
        text: known.text + str,
        left: Math.min(known.left, transform[4]),
        right: Math.max(known.right, transform[4] + width),
      });
    }
  }
  return contents;
};
const cellsOf = (row, contents) =>
  within(row, 'TH', 'TD').flatMap((cell) =>
    cell.children.flatMap(({ id }) => (contents.has(id) ? [contents.get(id)] : [])));
/** The structure of a page leaves out cells that are empty: the others are known by an edge that they share with a head. */
const aligned = (heads, cells) => {
  const row = heads.map(() => '');
  for (const { text, left, right } of cells) {
    const begins = heads.findIndex((head) => Math.abs(head.left - left) < 1);
    const at = begins === -1 ? heads.findIndex((head) => Math.abs(head.right - right) < 1) : begins;
    if (at === -1) throw new Error('no head is above ' + text);
    row[at] += text;
  }
  return row;
};
const tables = [];
const addTables = (tree, items) => {
  const contents = contentsOf(items);
  for (const section of within(tree, 'Sect')) {
    const title = within(section, 'H1', 'H2').map((one) => cellsOf({ children: [{ ...one, role: 'TH' }] }, contents));
    if (title.length > 0) tables.push({ title: title.flat().map(({ text }) => text).join(''), heads: null, rows: [] });
    const table = tables.at(-1);
    table.heads ??= within(section, 'THead').map((head) => cellsOf(head, contents))[0] ?? null;
    for (const row of within(section, 'TBody').flatMap((body) => within(body, 'TR')))
      table.rows.push(aligned(table.heads, cellsOf(row, contents)));
  }
};
import('unpdf').then(async ({ getDocumentProxy }) => {
  const pdf = await getDocumentProxy(workerData);
  const { info, metadata } = await pdf.getMetadata();
  const pages = [];
  for (let nth = 1; nth <= pdf.numPages; nth += 1) {
    const page = await pdf.getPage(nth);
    const [, , width, height] = page.view;
    const { items } = await page.getTextContent();
    const text = items.map(({ str, hasEOL }) => str + (hasEOL ? '\\n' : '')).join('');
    const tree = await page.getStructTree();
    if (tree !== null) addTables(tree, (await page.getTextContent({ includeMarkedContent: true })).items);
    pages.push({ width, height, text, roles: tree === null ? '' : rolesOf(tree) });
  }
  parentPort.postMessage({
    pages,
    tables: tables
      .filter(({ heads }) => heads !== null)
      .map((table) => ({ ...table, heads: table.heads.map(({ text }) => text) })),
    language: info.Language ?? null,
    title: info.Title ?? null,
    xmlTitle: metadata?.get('dc:title') ?? null,
    created: info.CreationDate ?? null,
  });
});
`;

export async function readPdf(file: Uint8Array): Promise<ReadPdf> {
  const thread = new Worker(program, { eval: true, workerData: new Uint8Array(file) });
  try {
    const [read] = (await once(thread, 'message')) as [ReadPdf];
    return read;
  } finally {
    await thread.terminate();
  }
}
