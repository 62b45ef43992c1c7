import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIdOf } from './build-identity.ts';

const { commitOf } = jest.requireActual<{
  readonly commitOf: (given: string | undefined, folder: string) => string | null;
}>('../scripts/build-identity.mjs');

const project = join(__dirname, '..');
const checkedOut = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: project, encoding: 'utf8' }).trim();

describe('the commit of a build', () => {
  it.each([
    ['is the given one, shortened', 'a'.repeat(40), 'a'.repeat(12)],
    ['is the checked-out one without another', undefined, checkedOut.slice(0, 12)],
    ['is the checked-out one where an empty one is given', '', checkedOut.slice(0, 12)],
  ])('%s', (_case, given, commit) => {
    expect(commitOf(given, project)).toBe(commit);
  });

  it('is unknown outside a repository, and in a folder of another one', () => {
    expect(commitOf(undefined, tmpdir())).toBeNull();
    expect(commitOf(undefined, __dirname)).toBeNull();
  });

  it.each(['main', 'v0.1.0', 'abc', `${'a'.repeat(12)} x`])('is not %j', (given) => {
    expect(() => commitOf(given, project)).toThrow('SEATWISE_COMMIT');
  });
});

it('a build without a commit has the version as its ID', () => {
  expect(buildIdOf({ version: '0.1.0', commit: 'abc' })).toBe('0.1.0-abc');
  expect(buildIdOf({ version: '0.1.0', commit: null })).toBe('0.1.0');
});
