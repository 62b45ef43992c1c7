import { type ErrorDefinition, errors } from '../../contracts/errors.ts';
import { readText, tableRow, tableRows } from './markdown.ts';

const written = ([code, { http, title, advice }]: readonly [string, ErrorDefinition]): string =>
  tableRow(`\`${code}\``, http === undefined ? '–' : String(http), title, advice);

describe('docs/errors.md', () => {
  it('lists every code with its status, title and advice, and no other', () => {
    const rows = tableRows(readText('docs/errors.md'));
    const known: readonly (readonly [string, ErrorDefinition])[] = Object.entries(errors);
    expect([...rows].sort()).toEqual(known.map(written).sort());
  });
});
