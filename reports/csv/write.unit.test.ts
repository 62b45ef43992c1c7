import { unzipSync } from 'fflate';
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
import { csvZipOf } from './write.ts';

const filesOf = (zip: Uint8Array): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );

const lines = section(
  'lines',
  [
    column('customer'), column('read', 'instant'), column('since', 'day'), column('seats', 'quantity'),
    column('amount', 'money'), { ...column('Line ID'), identifier: true },
  ],
  [
    [text('=1+1'), instant('2026-11-30T06:10:59.900Z'), day('2026-11-02'), quantity(3), money('1080.5'), text('17')],
    [text('Åse, "B"'), instant('2026-07-01T05:00:00Z'), none, quantity(null), money(null, 'XXX'), text('18')],
    [none, none, none, none, none, none],
  ],
  [[text('Total'), none, none, quantity(3), money('1080.5'), none]],
); // prettier-ignore

it('zips a table of each section: UTF-8 with its mark, ISO dates, no formula, no total', async () => {
  const files = filesOf(await csvZipOf(documentOf(lines, section('empty', [column('name')], []))));
  expect(files).toEqual({
    'about.csv': expect.any(String),
    'lines.csv': [
      '\uFEFFcustomer,read,since,seats,amount,amount (Currency),Line ID',
      "'=1+1,2026-11-30T00:10:59-06:00,2026-11-02,3,1080.5,USD,17",
      '"Åse, ""B""",2026-07-01T00:00:00-05:00,,unknown,unknown,Not confirmed,18',
      ',,,,,,',
      '',
    ].join('\r\n'),
    'empty.csv': '\uFEFFname\r\n',
  });
  expect(files['about.csv']).toBe(
    [
      '\uFEFFLakeside IT,November 2026',
      'Month,2026-11',
      'Currency,USD',
      'Time zone,America/Chicago',
      'Closed,2026-12-04T10:01:00-06:00',
      `Checksum of the data,${'ab'.repeat(32)}`,
      '',
    ].join('\r\n'),
  );
});

it('gives the same bytes each time', async () => {
  const zip = await csvZipOf(documentOf(lines));
  expect(Buffer.compare(zip, await csvZipOf(documentOf(lines)))).toBe(0);
  // Date and time of the first file.
  expect(Buffer.from(zip).readUInt32LE(10)).toBe(0x00_21_00_00);
});
