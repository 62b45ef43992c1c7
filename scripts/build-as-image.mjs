import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import dockerignore from '@balena/dockerignore';
import { commitOf } from './build-identity.mjs';
import { root } from './build-state.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Returns the files that `docker build` would see in `folder`, by its `.dockerignore`. Packages are left out: the image
 * installs its own.
 */
export function filesForImage(folder) {
  const rules = readFileSync(join(folder, '.dockerignore'), 'utf8').split('\n');
  const ignore = dockerignore({ ignorecase: false }).add(rules);
  const isKept = (path) => rules.some((rule) => rule.startsWith(`!${path}/`));
  const filesBelow = (path) =>
    readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
      const inner = join(path, entry.name);
      if (!entry.isDirectory()) return entry.isFile() && !ignore.ignores(inner) ? [inner] : [];
      return !ignore.ignores(inner) || isKept(inner) ? filesBelow(inner) : [];
    });
  return filesBelow('').sort();
}

/**
 * Builds dist/ from a copy of what the image is built from, so that a build that needs another file, or changes with one
 * that only a checkout has, is seen without a container engine.
 */
async function buildAsImage() {
  const copy = mkdtempSync(join(tmpdir(), 'seatwise-build-'));
  try {
    for (const path of filesForImage(root)) copyWithTime(join(root, path), join(copy, path));
    mkdirSync(join(root, 'dist'), { recursive: true });
    for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name));
    const commit = commitOf(process.env.SEATWISE_COMMIT, root) ?? '';
    return await runProgram(process.execPath, [join(copy, 'scripts', 'build.mjs')], {
      folder: copy,
      environment: { SEATWISE_COMMIT: commit },
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A build is skipped by the time of its sources. */
function copyWithTime(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  const { atime, mtime } = statSync(from);
  utimesSync(to, atime, mtime);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { code, said } = await buildAsImage();
  if (code !== 0) console.error(said.trimEnd());
  process.exit(code);
}
