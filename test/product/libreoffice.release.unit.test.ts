import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import readWorkbook from 'read-excel-file/node';
import {
  column,
  day,
  documentOf,
  instant,
  money,
  quantity,
  section,
  text,
} from '../../reports/a-document.fixture.ts';
import { workbookOf } from '../../reports/workbook/write.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbook-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs LibreOffice headless, with a profile in the folder. Returns `null` when it is not installed. */
function office(...words: readonly string[]): string | null {
  const user = `-env:UserInstallation=${pathToFileURL(join(folder, 'user')).href}`;
  try {
    return execFileSync('soffice', [user, '--headless', ...words], { encoding: 'utf8', timeout: 120_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const isHere = office('--version') !== null;
if (!isHere)
  console.warn('SKIPPED: LibreOffice (`soffice`) is not here, so that no workbook was opened with it.');

/** LibreOffice does not load a damaged file, and computes every formula on saving. */
(isHere ? it : it.skip)(
  'LibreOffice opens a workbook without repair, and comes to the same totals',
  async () => {
    const columns = [
    column('customer'), column('since', 'day'), column('read', 'instant'), column('seats', 'quantity'),
    column('amount', 'money'), { ...column('Line ID'), identifier: true as const },
  ]; // prettier-ignore
    const row = (name: string, currency: string) => [
    text(name), day('2026-11-30'), instant('2026-11-30T06:10:59Z'), quantity('2.5'), money('1080.10', currency), text('17'),
  ]; // prettier-ignore
    const file = await workbookOf(
      documentOf(
        section(
          'Customers & invoices',
          columns,
          [row('=1+1', 'USD'), row('#N/A', 'USD'), row('Åse', 'JPY')],
          [[text('Net'), text(''), text(''), quantity('7.5'), money('2160.20'), text('')]],
        ),
      ),
    );
    writeFileSync(join(folder, 'ours.xlsx'), file);
    office('--convert-to', 'xlsx', '--outdir', join(folder, 'saved'), join(folder, 'ours.xlsx'));
    const saved = await readWorkbook(readFileSync(join(folder, 'saved', 'ours.xlsx')));
    expect(saved).toEqual(await readWorkbook(Buffer.from(file)));
  },
);
