import { parentPort, workerData } from 'node:worker_threads';
import { openSync, type Font } from 'fontkit';
import type { RenderedDocument } from '../document.ts';
import type { PaperSize } from '../../domain/msp.ts';
import { renderPdf } from './render.ts';
import { received, type SentWords } from './words.ts';

/** The program of the thread that writes PDFs: answers each document with its file, in order. */

/** What the thread is started with: paths of fonts. */
export interface PdfThreadData {
  readonly fonts: { readonly regular: string; readonly bold: string };
}

export interface PdfTask {
  readonly document: RenderedDocument;
  readonly paper: PaperSize;
  readonly words: SentWords;
}

const { fonts } = workerData as PdfThreadData;
const opened = { regular: openSync(fonts.regular) as Font, bold: openSync(fonts.bold) as Font };

parentPort?.on('message', ({ document, paper, words }: PdfTask) => {
  void renderPdf(document, paper, received(words), opened).then((file) => parentPort?.postMessage(file));
});
