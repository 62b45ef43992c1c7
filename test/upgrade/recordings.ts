import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openDatabase } from '../../db/model/database.ts';
import { migrateTo } from '../../db/schema/migrate.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { handToOwner } from '../../embedded/postgres/roles.ts';
import type { HistoryFile } from '../replay/history-files.ts';
import { loadRows, parseRows, type RecordedRows, rowsText } from './recorded-rows.ts';

/**
 * Recordings of installations, `test/upgrade/recordings/<release>/` (docs/testing.md, "Recorded installations"). Each is a
 * home of `npm start` as that release left it. Its master key and its password were created for it and open nothing else.
 */
const folder = join(process.cwd(), 'test', 'upgrade', 'recordings');

const aboutSchema = z.object({
  release: z.string(),
  /** Of its sources. */
  commit: z.string().regex(/^[0-9a-f]{40}$/u),
  recordedAt: z.iso.datetime(),
  email: z.string(),
  passwordOfThisRecording: z.string(),
  integrationId: z.uuid(),
  /** Of a closed month, whose report must be read as it was. */
  closedMonth: z.uuid(),
  /** A change that waits for an invoice after the next one. */
  waiting: z.object({ approvalId: z.uuid(), approvalLineId: z.uuid() }),
});
export type AboutRecording = z.infer<typeof aboutSchema>;

/** In the folder of a recording. */
const files = {
  about: 'recording.json',
  rows: 'rows.txt',
  key: 'master-key-of-this-recording',
  scenario: 'sandbox-scenario.json',
  anchors: 'audit-anchors',
  /** Of executions that were open, one file each. */
  histories: 'histories',
} as const;

export interface Recording extends AboutRecording {
  readonly folder: string;
  readonly rows: () => RecordedRows;
}

/** Oldest first. */
export const recordings = (): readonly Recording[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((release) => {
      const own = join(folder, release);
      const about = aboutSchema.parse(JSON.parse(readFileSync(join(own, files.about), 'utf8')));
      const rows = (): RecordedRows => parseRows(readFileSync(join(own, files.rows), 'utf8'));
      return { ...about, folder: own, rows };
    });

/** Columns, as `table.column`, that migrations since a recorded release write on purpose; add what a new one does. */
export const changedOnPurpose: readonly string[] = ['schema_info.version', 'schema_info.min_reader'];

export type OpenHistory = Pick<HistoryFile, 'name' | 'history'>;

export function openHistories(recording: Recording): readonly OpenHistory[] {
  const own = join(recording.folder, files.histories);
  return readdirSync(own).map((name) => ({
    name: `${recording.release}/${name}`,
    history: JSON.parse(readFileSync(join(own, name), 'utf8')) as OpenHistory['history'],
  }));
}

/** Makes a home as the release left it, but for Temporal: what must run is started from the rows. */
export async function openRecording(recording: Recording, home: string): Promise<void> {
  mkdirSync(join(home, 'sandbox'), { recursive: true });
  chmodSync(home, 0o711);
  const key = join(home, 'master-key');
  cpSync(join(recording.folder, files.key), key);
  chmodSync(key, 0o600);
  cpSync(join(recording.folder, files.scenario), join(home, 'sandbox', files.scenario));
  cpSync(join(recording.folder, files.anchors), join(home, files.anchors), { recursive: true });
  const postgres = await startPostgres({ dir: join(home, 'postgres'), mode: 'durable' });
  try {
    await loadRecording(recording, postgres.urls.owner);
    await handToOwner(postgres.url);
  } finally {
    await postgres.stop();
  }
}

/** The rows of a recording with the schema of its time, in an empty database. */
export async function loadRecording(recording: Recording, url: string): Promise<void> {
  const rows = recording.rows();
  const db = openDatabase({ url, poolMax: 1 });
  try {
    await migrateTo(db, rows.migrations);
  } finally {
    await db.destroy();
  }
  await loadRows(url, rows);
}

/** Writes the recording of a release, in the place of an earlier one. */
export function saveRecording(
  about: AboutRecording,
  rows: RecordedRows,
  home: string,
  histories: readonly OpenHistory[],
): void {
  const own = join(folder, about.release);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(join(own, files.histories), { recursive: true });
  writeFileSync(join(own, files.about), `${JSON.stringify(about, null, 2)}\n`);
  writeFileSync(join(own, files.rows), rowsText(rows));
  cpSync(join(home, 'master-key'), join(own, files.key));
  cpSync(join(home, 'sandbox', files.scenario), join(own, files.scenario));
  cpSync(join(home, files.anchors), join(own, files.anchors), { recursive: true });
  for (const { name, history } of histories) {
    const events = history.events.map((event) => JSON.stringify(event)).join(',\n');
    writeFileSync(join(own, files.histories, `${name}.json`), `{"events":[\n${events}\n]}\n`);
  }
}
