import { strFromU8, unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import {
  column,
  day,
  documentOf,
  instant,
  money,
  none,
  quantity,
  section,
  text,
} from '../a-document.fixture.ts';
import type { RenderedDocument } from '../document.ts';
import { workbookOf } from './write.ts';

/** Every part of the file, by its path. */
const partsOf = (file: Uint8Array): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(file)).map(([path, bytes]) => [path, strFromU8(bytes)]));

const sheetsOf = async (document: RenderedDocument) =>
  new Map(
    (await readWorkbook(Buffer.from(await workbookOf(document)))).map(({ sheet, data }) => [sheet, data]),
  );

/** The XML of sheets, the first first, and of the styles. */
async function xmlOf(document: RenderedDocument) {
  const parts = partsOf(await workbookOf(document));
  const sheets = Object.keys(parts).filter((path) => path.startsWith('xl/worksheets/sheet'));
  return {
    sheets: sheets.map((_, nth) => parts[`xl/worksheets/sheet${nth + 1}.xml`]!),
    styles: parts['xl/styles.xml']!,
    workbook: parts['xl/workbook.xml']!,
  };
}

/** The format that the style of this cell has. */
function formatIn({ sheets, styles }: Awaited<ReturnType<typeof xmlOf>>, nth: number, cell: string): string {
  const style = new RegExp(`<c r="${cell}" s="(\\d+)"`, 'u').exec(sheets[nth]!)?.[1];
  const xfs = styles.slice(styles.indexOf('<cellXfs')).match(/<xf [^>]+>/gu)!;
  const id = /numFmtId="(\d+)"/u.exec(xfs[Number(style)]!)?.[1];
  return new RegExp(`numFmtId="${id}" formatCode="([^"]+)"`, 'u').exec(styles)?.[1] ?? 'General';
}

const columns = [column('customer'), column('seats', 'quantity'), column('amount', 'money')];
const changes = (...rows: Parameters<typeof section>[2]) => section('changes', columns, rows);

describe('a workbook', () => {
  it('begins with what the header says, each value of its type', async () => {
    const sheets = await sheetsOf(documentOf());
    expect(sheets.get('About')).toEqual([
      ['Lakeside IT', null],
      ['November 2026', null],
      ['Month', new Date('2026-11-01')],
      ['Currency', 'USD'],
      ['Time zone', 'America/Chicago'],
      ['Closed', new Date('2026-12-04T10:01:00Z')],
      ['Checksum of the data', 'ab'.repeat(32)],
    ]);
  });

  it('shows days as dates, and instants as dates in the time zone of the document', async () => {
    const document = documentOf(
      section(
        'reads',
        [column('day', 'day'), column('read', 'instant')],
        [
          [day('2026-11-30'), instant('2026-11-30T06:10:59.900Z')],
          [day('2026-07-01'), instant('2026-07-01T05:00:00Z')],
        ],
      ),
    );
    expect((await sheetsOf(document)).get('Section reads')).toEqual([
      ['Section reads', null],
      ['day', 'read (America/Chicago)'],
      [new Date('2026-11-30'), new Date('2026-11-30T00:10:59Z')],
      [new Date('2026-07-01'), new Date('2026-07-01T00:00:00Z')],
    ]);
    const xml = await xmlOf(document);
    expect(formatIn(xml, 1, 'A3')).toBe('yyyy-mm-dd');
    expect(formatIn(xml, 1, 'B3')).toBe('yyyy-mm-dd hh:mm:ss');
  });

  it('has money as numbers with the digits and the code of their currency, and a word for what is unknown', async () => {
    const document = documentOf(
      section(
        'amounts',
        [
          column('dollars', 'money'),
          column('yen', 'money'),
          column('changed', 'money'),
          column('units', 'quantity'),
        ],
        [
          [money('1080'), money('12', 'JPY'), signed('3.5'), quantity('12.5')],
          [money(null), none, signed('-3'), quantity(null)],
        ],
      ),
    );
    expect((await sheetsOf(document)).get('Section amounts')!.slice(2)).toEqual([
      [1080, 12, 3.5, 12.5],
      ['unknown', null, -3, 'unknown'],
    ]);
    const xml = await xmlOf(document);
    expect(['A3', 'B3', 'C3', 'D3'].map((cell) => formatIn(xml, 1, cell))).toEqual([
      '#,##0.00 [$USD]',
      '#,##0 [$JPY]',
      '+#,##0.00 [$USD];-#,##0.00 [$USD];#,##0.00 [$USD]',
      '#,##0.0',
    ]);
  });

  it('gives each currency a column, in which nothing else is added up', async () => {
    const document = documentOf(
      section(
        'changes',
        columns,
        [
          [text('Acme'), quantity(1), money('5', 'XXX')],
          [text('Brook'), quantity(2), money('7.25', 'EUR')],
          [text('Cedar'), quantity(3), money('1.10')],
          [text('Delta'), quantity(4), money('2.20')],
        ],
        [
          [text('Total USD'), quantity(10), money('3.3')],
          [text('Total EUR'), none, money('7.25', 'EUR')],
        ],
      ),
    );
    expect((await sheetsOf(document)).get('Section changes')!.slice(1)).toEqual([
      ['customer', 'seats', 'amount (USD)', 'amount (EUR)', 'amount (Not confirmed)'],
      ['Acme', 1, null, null, 5],
      ['Brook', 2, null, 7.25, null],
      ['Cedar', 3, 1.1, null, null],
      ['Delta', 4, 2.2, null, null],
      ['Total USD', 10, 3.3, null, null],
      ['Total EUR', null, null, 7.25, null],
    ]);
    expect(formulasIn((await xmlOf(document)).sheets)).toEqual([
      'B7 SUBTOTAL(109,B3:B6) 10',
      'C7 SUBTOTAL(109,C3:C6) 3.3',
      'D8 SUBTOTAL(109,D3:D6) 7.25',
    ]);
  });

  it('sums no column whose sum is not the total, or in which a number would be rounded', async () => {
    const long = '1234567890123456.5';
    const document = documentOf(
      section('a', columns, [[text('Acme'), quantity(2), money(long)]], [[none, quantity(3), money(long)]]),
      section('b', columns, [[text('Acme'), quantity(2), money(null)]], [[none, quantity(2), money(null)]]),
    );
    expect(formulasIn((await xmlOf(document)).sheets)).toEqual(['B4 SUBTOTAL(109,B3:B3) 2']);
    const sheets = await sheetsOf(document);
    expect(sheets.get('Section a')!.slice(2)).toEqual([
      ['Acme', 2, long],
      [null, 3, long],
    ]);
    expect(sheets.get('Section b')!.at(-1)).toEqual([null, 2, 'unknown']);
  });

  it('keeps text that a spreadsheet would run or take for an error, and tells where it cannot hold a character', async () => {
    const names = [
      '=1+1',
      '+1',
      '-1+2',
      '@SUM(A1)',
      "='http://a'!A1",
      '#N/A',
      '#REF!',
      'a\nb',
      'Tern\uFFFD Air',
    ];
    const rows = [...names, '\u0001Air\uFFFE'].map((name) => [text(name), quantity(1), money('1')]);
    const document: RenderedDocument = {
      ...documentOf({ ...changes(...rows), note: '=1+1' }),
      banner: '=1+1',
      title: '=1+1',
    };
    expect((await sheetsOf(document)).get('Section changes')!.map(([first]) => first)).toEqual([
      'Section changes', '=1+1', '=1+1', 'customer', ...names, '?Air?',
    ]); // prettier-ignore
    const { sheets } = await xmlOf(document);
    expect(sheets.join('')).not.toMatch(/<f[ >]| t="e"/u);
  });

  it('has IDs on a sheet of their own, by a number that stays with its row', async () => {
    const id = (key: string) => ({ ...column(key), identifier: true as const });
    const sheets = await sheetsOf(
      documentOf(
        section('lines', [column('name'), id('Line ID')], [[text('Acme'), text('17')], [text('Brook'), text('18')]]),
        section('people', [id('User ID'), column('name')], [[text('u-1'), text('Ann')]]),
        section('other', [column('name')], [[text('Cedar')]]),
      ),
    ); // prettier-ignore
    expect(sheets.get('Section lines')!.slice(1)).toEqual([
      ['No.', 'name'],
      [1, 'Acme'],
      [2, 'Brook'],
    ]);
    expect(sheets.get('Section other')!.slice(1)).toEqual([['name'], ['Cedar']]);
    expect(sheets.get('IDs')).toEqual([
      ['Section', 'No.', 'Line ID', 'User ID'],
      ['Section lines', 1, '17', null],
      ['Section lines', 2, '18', null],
      ['Section people', 1, null, 'u-1'],
    ]);
  });

  it('filters, freezes, and repeats its heads, below the title and the banner', async () => {
    const document = {
      ...documentOf(
        changes([text('Acme'), quantity(1), money('1')], [text('Brook'), quantity(2), money('2')]),
      ),
      banner: 'A control list.',
    };
    const { sheets, workbook } = await xmlOf(document);
    expect(sheets[1]).toContain('<autoFilter ref="A3:C5"/>');
    expect(sheets[1]).toContain('<pane ySplit="3" topLeftCell="A4" state="frozen"');
    expect(sheets[1]).toContain('<pageSetup orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    expect(workbook).toContain(
      `<definedName name="_xlnm.Print_Titles" localSheetId="1">'Section changes'!$1:$3</definedName>`,
    );
  });

  it('says what there is instead of an empty table', async () => {
    const sheets = await sheetsOf(documentOf(changes()));
    expect(sheets.get('Section changes')).toEqual([['Section changes'], ['Nothing changed.']]);
  });

  it('has names of sheets that a workbook accepts', async () => {
    const titled = (title: string) => ({ ...changes(), title });
    const sheets = await sheetsOf(
      documentOf(
        titled('History'),
        titled("'About' [1]: a/b?"),
        titled('Compared with the invoices of the PSA'),
        titled('compared with the invoices of the PSA'),
      ),
    );
    expect([...sheets.keys()]).toEqual([
      'About',
      'History 2',
      "About'  1   a b",
      'Compared with the invoices of t',
      'compared with the invoices of 2',
    ]);
  });

  it('has the same bytes each time', async () => {
    const document = documentOf(changes([text('Acme'), quantity(1), money('1')]));
    const file = await workbookOf(document);
    expect(Buffer.compare(file, await workbookOf(document))).toBe(0);
    expect(partsOf(file)['docProps/core.xml']).toContain('>1970-01-01T00:00:00Z</dcterms:modified>');
  });

  it('with 5,000 lines is written without blocking the event loop', async () => {
    const rows = Array.from({ length: 5_000 }, (_, nth) => [
      text(`Account ${nth}`),
      quantity(nth),
      money('1.5'),
    ]);
    let turns = 0;
    let isMade = false;
    const count = (): void => {
      turns += 1;
      if (!isMade) setTimeout(count, 1);
    };
    count();
    const file = await workbookOf(documentOf(changes(...rows)));
    isMade = true;
    const [, sheet] = await readWorkbook(Buffer.from(file));
    expect(sheet?.data).toHaveLength(5_002);
    expect(turns).toBeGreaterThan(20);
  });
});

const signed = (amount: string) => ({ kind: 'money', amount, currency: 'USD', signed: true }) as const;

/** Cell, formula, and what a reader that does not calculate shows. */
const formulasIn = (sheets: readonly string[]): readonly string[] =>
  sheets.flatMap((xml) =>
    [...xml.matchAll(/<c r="(\w+)"[^>]*><f[^>]*>([^<]+)<\/f><v>([^<]+)<\/v>/gu)].map(
      ([, cell, formula, value]) => `${cell} ${formula} ${value}`,
    ),
  );
