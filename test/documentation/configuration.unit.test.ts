import { type DocumentedVariable, environmentVariables } from './documented-variables.ts';
import { readText, tableRow, tableRows } from './markdown.ts';

const written = (variable: DocumentedVariable): string =>
  tableRow(
    `\`${variable.name}\``,
    variable.default === null ? (variable.otherwise ?? 'not set') : `\`${variable.default}\``,
    variable.description + (variable.secret ? ' Secret.' : ''),
  );

describe('docs/configuration.md', () => {
  it('lists every environment variable with its default and its meaning, and no other', () => {
    const rows = tableRows(readText('docs/configuration.md'));
    expect([...rows].sort()).toEqual(environmentVariables.map(written).sort());
  });
});
