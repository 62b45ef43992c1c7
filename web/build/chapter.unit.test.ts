import { readFileSync } from 'node:fs';
import { chapterOf } from './guide-chapter.ts';

describe('a chapter of the users\u2019 guide next to the page', () => {
  it('has paragraphs and lists with their looks, and no pictures, links or marks', () => {
    const markdown = [
      '# Guide',
      '## Map',
      '',
      '**Accounts.** Press `n`,',
      'see [Rules](rules.md) and *Settings*.',
      '',
      '![A picture](a.webp)',
      '',
      '* one',
      '* two `x`',
      '',
      '## The month',
      'no more',
    ].join('\n');
    expect(chapterOf(markdown, 'Map')).toEqual([
      {
        kind: 'text',
        pieces: [
          { text: 'Accounts.', look: 'strong' },
          { text: ' Press ', look: 'plain' },
          { text: 'n', look: 'code' },
          { text: ', see Rules and ', look: 'plain' },
          { text: 'Settings', look: 'plain' },
          { text: '.', look: 'plain' },
        ],
      },
      {
        kind: 'list',
        items: [
          [{ text: 'one', look: 'plain' }],
          [
            { text: 'two ', look: 'plain' },
            { text: 'x', look: 'code' },
          ],
        ],
      },
    ]);
    expect(() => chapterOf(markdown, 'Nothing')).toThrow('there is no chapter "Nothing"');
  });

  it('is there for the mapping, with nothing left of Markdown', () => {
    const said = JSON.stringify(chapterOf(readFileSync('docs/users-guide.md', 'utf8'), 'Map'));
    expect(said).toContain('Accounts.');
    expect(said).toContain('Services.');
    expect(said).not.toMatch(/\*\*|`|\]\(|!\[/u);
  });
});
