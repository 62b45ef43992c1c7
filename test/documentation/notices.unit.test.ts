import { errors } from '../../contracts/errors.ts';
import { noticeSeverities } from '../../domain/notices.ts';
import { readText, section, tableRows } from './markdown.ts';

describe('docs/operating/notices.md', () => {
  it('lists every notice with its severity, and no other', () => {
    const rows = tableRows(section(readText('docs/operating/notices.md'), '## Notices'));
    const written = rows.map((row) => row.split(' | ').slice(0, 2).join(' | '));
    const known = Object.entries(noticeSeverities).map(([code, severity]) => `| \`${code}\` | ${severity}`);
    expect([...written].sort()).toEqual([...known].sort());
  });
});

it('every notice has its words in the table of errors', () => {
  expect(Object.keys(noticeSeverities).filter((code) => !(code in errors))).toEqual([]);
});
