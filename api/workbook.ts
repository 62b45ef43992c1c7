import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A sheet as `write-excel-file` takes it. Types of cells follow from their values, since a thread is handed no functions. */
export interface Sheet {
  readonly sheet: string;
  readonly stickyRowsCount: number;
  readonly columns: readonly { readonly width: number }[];
  readonly data: readonly (readonly ({
    readonly value: string | number;
    readonly fontWeight?: 'bold';
  } | null)[])[];
}

/**
 * Evaluated in the thread, because a module of its own would be found at one place among the sources and at another in
 * the bundle.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { default: write } = require(workerData.writer);
write(workerData.sheets).toBuffer().then((file) => parentPort.postMessage(file));
`;

const writer = createRequire(import.meta.url).resolve('write-excel-file/node');

/**
 * Returns the workbook of these sheets. Made in a thread of its own: 5,000 rows take seconds of uninterrupted work, in
 * which nobody else would get an answer. Rejects when the thread fails.
 */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const thread = new Worker(program, { eval: true, workerData: { sheets, writer } });
  try {
    // Rejects with the error of a thread that fails.
    const [file] = (await once(thread, 'message')) as [Uint8Array];
    return Buffer.from(file);
  } finally {
    await thread.terminate();
  }
}
