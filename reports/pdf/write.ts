import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { RenderedDocument } from '../document.ts';
import type { PaperSize } from '../../domain/msp.ts';
import type { PdfTask, PdfThreadData } from './thread.ts';
import { wordsOf } from './words.ts';

const require = createRequire(import.meta.url);
const fontAt = (name: string): string => require.resolve(`@expo-google-fonts/noto-sans/${name}.ttf`);

/** Of a thread: three times what 5,000 rows need. More fails the file and not the service. */
const mostMemoryMb = 1_024;

/** Writes one PDF. */
export type WritePdf = (document: RenderedDocument, paper: PaperSize) => Promise<Uint8Array>;

/**
 * Returns the PDF of a document: the same bytes for the same document. Written in a thread, because thousands of rows take
 * seconds of uninterrupted work. Rejects when the thread fails, such as on a logo that is no picture.
 */
export const pdfOf: WritePdf = (document, paper) => withPdfThread((write) => write(document, paper));

/** Does work that writes many PDFs, one after the other: they share a thread, and with it its start and parsed fonts. */
export async function withPdfThread<Result>(work: (write: WritePdf) => Promise<Result>): Promise<Result> {
  const thread = startThread();
  const failed = new Promise<never>((_, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) =>
      reject(new Error(`the thread that writes PDFs ended with ${String(code)}`)),
    );
  });
  // It may happen between two files.
  failed.catch(() => undefined);
  try {
    return await work(async (document, paper) => {
      const words = wordsOf(document.language, document.header.timeZone);
      thread.postMessage({ document, paper, words } satisfies PdfTask);
      const [file] = (await Promise.race([once(thread, 'message'), failed])) as [Uint8Array];
      return file;
    });
  } finally {
    await thread.terminate();
  }
}

/** Among the sources, which tests run, a module in this folder; a program in the bundle. */
function startThread(): Worker {
  const workerData: PdfThreadData = {
    fonts: { regular: fontAt('400Regular/NotoSans_400Regular'), bold: fontAt('700Bold/NotoSans_700Bold') },
  };
  const source = fileURLToPath(new URL('./thread.ts', import.meta.url));
  const options: WorkerOptions = { workerData, resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb } };
  if (!existsSync(source)) return new Worker(new URL('../reports/pdf/thread.js', import.meta.url), options);
  const program = `require(${JSON.stringify(require.resolve('tsx/cjs'))}); require(${JSON.stringify(source)});`;
  return new Worker(program, { eval: true, ...options });
}
