const { subjectFault } = jest.requireActual<{
  readonly subjectFault: (subject: string) => string | null;
}>('../../scripts/commit-subject.mjs');

it.each([
  'Skip proof wait for changes approved earlier',
  'Need two readings before a decrease',
  'Re-seal values after a rotation',
  'Merge branch x.',
])('accepts "%s"', (subject) => {
  expect(subjectFault(subject)).toBeNull();
});

it.each([
  ['The newest reading decides', 'imperative'],
  ['Adds a limit', 'imperative'],
  ['Added a limit', 'imperative'],
  ['Adding a limit', 'imperative'],
  ["HaloPSA's licenses are read", 'imperative'],
  ['add a limit', 'capital'],
  ['Add a limit.', 'period'],
  [`Add ${'a'.repeat(70)}`, '72'],
  ['Fix', 'one word'],
])('rejects "%s": %s', (subject, why) => {
  expect(subjectFault(subject)).toContain(why);
});
