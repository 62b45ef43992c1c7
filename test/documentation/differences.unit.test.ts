import { adviceOn } from '../../domain/reconciliation/difference.ts';
import { codeNames, readText, section, tableRows } from './markdown.ts';

describe('docs/operating/commands.md', () => {
  it('says what each kind of difference means and what to do, and no other', () => {
    const rows = tableRows(section(readText('docs/operating/commands.md'), '## What reconcile finds'));
    const kinds = rows.flatMap((row) => [...codeNames(row.split('|')[1] ?? '')]);
    expect(kinds.sort()).toEqual(Object.keys(adviceOn).sort());
  });
});
