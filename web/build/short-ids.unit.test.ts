import { ownCode, shortIds } from './short-ids.ts';

describe('the short IDs of the console', () => {
  const ids = [
    'console-runs.title',
    'console-runs.state.done',
    'console-runs.state.open-now',
    'console-usage.a',
  ];
  const code = 'text(\'console-runs.title\'); text(`console-runs.state.${state}`); text("console-usage.a")';

  it('shortens an ID in code and in texts alike, and keeps the end that code completes', () => {
    const short = shortIds(ids, [code]);
    expect(short(code)).toBe('text(\'a\'); text(`a.${state}`); text("b")');
    expect(
      short('{"console-runs.title":1,"console-runs.state.done":2,"console-runs.state.open-now":3}'),
    ).toBe('{"a":1,"a.done":2,"a.open-now":3}');
  });

  it('keeps apart beginnings of which one begins with the other, and leaves IDs that it does not know', () => {
    const templates = '`console-runs.${what}` `console-runs.state.${state}`';
    const short = shortIds(ids, [templates]);
    expect(short(templates)).toBe('`a.${what}` `a.state.${state}`');
    expect(short("'console-runs.state.done' 'console-usage.b'")).toBe("'a.state.done' 'console-usage.b'");
  });

  it('gives each of many IDs a short one of its own', () => {
    const many = Array.from({ length: 3_000 }, (_, nth) => `console-many.m-${nth}`);
    const short = shortIds(many, []);
    expect(new Set(many.map((id) => short(`'${id}'`))).size).toBe(many.length);
  });

  it('takes no test for code of the console', () => {
    const files = [
      'screen.tsx',
      'screen.component.test.tsx',
      'format.unit.test.ts',
      'words.fixture.ts',
      'tests.ts',
    ];
    expect(files.filter((file) => ownCode.test(file))).toEqual(['screen.tsx', 'tests.ts']);
  });
});
