import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-state.mjs';

const commitLength = 12;

/** Writes dist/build.json, which config/build-identity.ts reads. */
export function writeBuildIdentity() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commit = commitOf(process.env.SEATWISE_COMMIT, root);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist', 'build.json'), `${JSON.stringify({ version, commit })}\n`);
}

/**
 * Returns the first 12 digits of the commit that is built: `given`, for builds without the repository, else the one that
 * is checked out in `folder`; `null` if neither is known. Throws if `given` is not a commit hash.
 */
export function commitOf(given, folder) {
  if (given === undefined || given === '') return checkedOut(folder);
  if (!/^[0-9a-f]{7,40}$/.test(given))
    throw new Error(
      `SEATWISE_COMMIT must be the hash of a commit (7 to 40 hexadecimal digits), not "${given}"`,
    );
  return given.slice(0, commitLength);
}

function checkedOut(folder) {
  const asked = ['rev-parse', '--show-prefix', `--short=${commitLength}`, 'HEAD'];
  try {
    const said = execFileSync('git', asked, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [prefix, commit] = said.split('\n');
    // An unpacked archive may lie within the repository of something else.
    return prefix === '' ? commit : null;
  } catch {
    return null;
  }
}
