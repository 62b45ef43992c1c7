import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WriteOptions } from 'hucre/xlsx';

/** Evaluated in the thread: the path of a separate module would differ between the sources and the bundle. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.writer)
  .then(({ writeXlsx }) => writeXlsx(workerData.options))
  .then((file) => parentPort.postMessage(file, [file.buffer]));
`;

const writer = pathToFileURL(createRequire(import.meta.url).resolve('hucre/xlsx')).href;

/**
 * Returns the workbook. 5,000 rows take seconds of uninterrupted work, so that a thread does it and the process answers
 * others meanwhile. Rejects when the thread fails.
 */
export async function writtenInThread(options: WriteOptions): Promise<Uint8Array> {
  const thread = new Worker(program, { eval: true, workerData: { options, writer } });
  try {
    // Rejects with the error of a thread that fails.
    const [file] = (await once(thread, 'message')) as [Uint8Array];
    return file;
  } finally {
    await thread.terminate();
  }
}
