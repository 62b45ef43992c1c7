import { unzipSync } from 'fflate';
import { csvRows } from './csv-rows.ts';

/** The rows of each CSV of a ZIP, by its name without the ending. */
export const zippedTables = (zip: Uint8Array): Readonly<Record<string, readonly (readonly string[])[]>> =>
  Object.fromEntries(
    Object.entries(unzipSync(new Uint8Array(zip))).map(([name, bytes]) => [
      name.replace(/\.csv$/u, ''),
      csvRows(new TextDecoder().decode(bytes)),
    ]),
  );
