import { consoleFigures } from '../../messages/generated/console-figures.ts';
import { figures } from '../../domain/usage/measures.ts';
import { readText, section, tableRows } from './markdown.ts';

describe('the figures of money in docs/rules.md', () => {
  it('are those of the code, with the names and definitions that the console shows', () => {
    const rows = tableRows(section(readText('docs/rules.md'), '### Figures of money'));
    expect(
      rows.map((row) =>
        row
          .split('|')
          .slice(1, 4)
          .map((cell) => cell.trim()),
      ),
    ).toEqual(
      figures.map((figure) => [
        `\`${figure}\``,
        consoleFigures.texts[`console-figures.name.${figure}`],
        consoleFigures.texts[`console-figures.meaning.${figure}`],
      ]),
    );
  });
});
