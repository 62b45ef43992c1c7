import { change, reportOf } from './document.fixture.ts';
import { readPdf } from './read-pdf.fixture.ts';
import { pdfOf, withPdfThread } from './write.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwMAAAAYBAQCU0nJvAAAAAElFTkSuQmCC',
  'base64',
);
const names = [
  change('Αθήνα Λογιστική', '251', '17'),
  change('Ромашка Łąś', '252', '0'),
  change('東京サービス', '253', '-19.125'),
  change('Blue 青', '254', null),
  change('水', undefined, '1'),
  change('34 → 7 packs', undefined, '2'),
];
const many = Array.from({ length: 100 }, (_, nth) => change(`Customer ${nth}`, String(nth), '40'));
const report = reportOf([...names, ...many]);

describe('the PDF of a document', () => {
  it('is tagged, named, and dated by the document, and the same bytes again', async () => {
    const file = await pdfOf(report, 'A4');
    expect(Buffer.from(await pdfOf(report, 'A4')).equals(file)).toBe(true);
    const read = await readPdf(file);
    const { title } = report;
    expect(read).toMatchObject({ title, xmlTitle: title, language: 'en', created: 'D:20261204160100Z' });
    expect(Buffer.from(file).toString('latin1')).toContain(
      '<rdf:li>Bluewater &amp; Sons &lt;IT&gt;</rdf:li>',
    );
    const [first] = read.pages;
    expect([first?.width, first?.height].map(Number).map(Math.round)).toEqual([595, 842]);
    expect(first?.roles).toMatch(
      /^Root\(Document\(Sect\(P H1 P Table\((TR\(TH TD\) ?){4}\)\) Sect\(H2 Table\(THead\(TR\(TH TH\)\) TBody\((TR\(TD TD\) ?){12}\)/u,
    );
    expect(Buffer.from(file).toString('latin1')).toMatch(
      /\/Scope \/Column[^]*\/Scope \/Row|\/Scope \/Row[^]*\/Scope \/Column/u,
    );
  });

  it('repeats heads on each page, with the page, the checksum, and what the document is not', async () => {
    const { pages } = await readPdf(await pdfOf(report, 'Letter'));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    pages.forEach(({ width, height, text }, nth) => {
      expect([width, height]).toEqual([612, 792]);
      expect(text).toContain('Customer After Amount Confirmed at');
      expect(text).toContain(`Page ${nth + 1} of ${pages.length}`);
      expect(text).toContain('Checksum abc123000000…');
      expect(text).toContain('not a journal: the PSA posts the revenue.');
      expect(text).toContain('Bluewater & Sons <IT>');
      expect(text).not.toContain('not-on-paper');
    });
    const all = pages.map(({ text }) => text).join('\n');
    for (let nth = 0; nth < many.length; nth += 1) expect(all).toContain(`Customer ${nth} `);
    expect(pages[0]?.text).toContain(report.header.checksum);
    expect(pages[0]?.text).toContain('March 2026 unknown');
    expect(all).toContain('All was read.');
  });

  it('draws charts with a legend, round figures on the axis, and months', async () => {
    const [first] = (await readPdf(await pdfOf(report, 'A4'))).pages;
    expect(first?.text).toMatch(/Recovered\s+-500\s+0\s+500\s+1,000\s+1,500/u);
    expect(first?.text).toMatch(/Jan\s+Feb\s+Mar/u);
    expect(first?.text).toContain('Recovered (USD)');
  });

  it('shows Greek and Cyrillic, and the ID where the font has no letters, never a box', async () => {
    const file = await pdfOf(report, 'A4');
    const text = (await readPdf(file)).pages.map((page) => page.text).join('\n');
    expect(text).toContain('Αθήνα Λογιστική 1,234.5 +17.00 USD Dec 1, 2026, 10:30 PM');
    expect(text).toContain('Ромашка Łąś 1,234.5 0.00 USD');
    expect(text).toContain('ID 253* 1,234.5 -19.125 USD');
    expect(text).toContain('Blue … (ID 254)* 1,234.5 unknown');
    expect(text).toContain('[U+6C34]*');
    expect(text).toContain('34 -> 7 packs 1,234.5');
    expect(text).toContain('The font of this file lacks characters of a name marked with *');
    // What a screen reader says: UTF-16 of the name.
    const spoken = Buffer.concat([
      Buffer.from([0xfe, 0xff]),
      Buffer.from('東京サービス', 'utf16le').swap16(),
    ]);
    expect(Buffer.from(file).includes(spoken)).toBe(true);
  });

  it('keeps totals on the page of the last row, and cuts nothing of what is higher than a page', async () => {
    const words = Array.from({ length: 2_000 }, (_, nth) => `word${nth}`);
    await withPdfThread(async (write) => {
      // With these, the page has room for the row and not for all of its totals.
      for (const before of [18, 19, 20]) {
        const rows = [...many.slice(0, before), change('Last row', '1', '1')];
        const { pages } = await readPdf(await write(reportOf(rows), 'A4'));
        expect(pages.find(({ text }) => text.includes('Last row'))?.text).toContain('8.15 EUR');
      }
    });
    const { pages } = await readPdf(
      await pdfOf(reportOf([change(`${words.join(' ')} ${'x'.repeat(300)}`, '1', '1')]), 'A4'),
    );
    const all = pages.map(({ text }) => text).join('\n');
    expect(words.filter((word) => !all.includes(word))).toEqual([]);
    expect(all.match(/x{5,}/gu)?.join('')).toHaveLength(300);
  });

  it('shows the logo with its name, and says so where it is no picture', async () => {
    const withLogo = (bytes: Uint8Array) =>
      pdfOf(
        {
          ...report,
          header: { ...report.header, msp: { name: 'Bluewater', logo: { mediaType: 'image/png', bytes } } },
        },
        'A4',
      );
    expect((await readPdf(await withLogo(png))).pages[0]?.roles).toContain('Sect(Figure P H1');
    await expect(withLogo(Buffer.from('no picture'))).rejects.toThrow(/image format/u);
  });
});
