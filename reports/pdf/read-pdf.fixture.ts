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
    pages.push({ width, height, text, roles: tree === null ? '' : rolesOf(tree) });
  }
  parentPort.postMessage({
    pages,
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
