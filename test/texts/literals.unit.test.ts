import { literalsOf } from './literals.ts';

const found = (path: string, source: string) => literalsOf(path, source).map(({ text }) => text);

describe('the check of literals', () => {
  it.each([
    ['a text of JSX', '<p>Reload</p>', 'Reload'],
    ['a value in JSX', "<p>{isBusy ? 'saving' : null}</p>", 'saving'],
    ['a template in JSX', '<p>{`${count} lines`}</p>', 'X lines'],
    ['a label', '<div aria-label="Lines" />', 'Lines'],
    ['a title by a condition', "<Page title={isNew ? 'New key' : name} />", 'New key'],
    ['a property with words', "const keys = [{ keys: 'a', words: 'Approve' }];", 'Approve'],
    ['a sentence anywhere', "const why = () => 'Choose the line first.';", 'Choose the line first.'],
    ['a sentence with values', 'const why = `Bills ${a} from the invoice`;', 'Bills X from the invoice'],
  ])('finds %s in the console', (_what, source, text) => {
    expect(found('web/screens/a.tsx', source)).toEqual([text]);
  });

  it.each([
    ['a sentence', "const detail = 'the line is no longer in the PSA';"],
    ['a sentence with values', 'const detail = `${count} of ${total} accounts are pending`;'],
  ])('finds %s in the service', (_what, source) => {
    expect(found('domain/a.ts', source)).toHaveLength(1);
  });

  it('leaves what nobody reads: errors, logs, classes, selectors, documents, types, IDs of messages', () => {
    const source = [
      "throw new Error('used outside of the shell');",
      "log.warn('the run has ended before');",
      "const schema = z.string().describe('As the browser calls itself');",
      "const route = { summary: 'List all lines of a month' };",
      "type Words = 'all of them here';",
      'const one = sql`select one from that table`;',
      "const why = text('console-month.title');",
    ].join('\n');
    expect(found('api/a.ts', source)).toEqual([]);
    const markup =
      "<p className='flex grow gap'><code>npx seatwise doctor</code>{text('console-a.b')}{at.closest('button, a, input')}</p>";
    expect(found('web/a.tsx', markup)).toEqual([]);
  });
});
