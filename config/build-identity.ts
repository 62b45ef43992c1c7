import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const identity = z.object({
  /** Of package.json. */
  version: z.string().min(1),
  /** First 12 characters of the commit; `null` when the build did not know it. */
  commit: z.string().min(1).nullable().default(null),
});

/** Which build a process runs. */
export type BuildIdentity = Readonly<z.infer<typeof identity>>;

/**
 * The build writes build.json into dist/. Code that runs from its sources, as in tests, or bundled by `npm run dev` into
 * dist/dev/, knows its version only.
 */
const files = ['../build.json', '../package.json', '../../package.json'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** The build this process runs. */
export const build: BuildIdentity = identity.parse(
  JSON.parse(readFileSync(files.find((file) => existsSync(file)) ?? 'build.json', 'utf8')),
);

/** Returns the build ID by which Temporal tells versions of the workers apart: `0.1.0-3f2a9c81d04e`. */
export const buildIdOf = ({ version, commit }: BuildIdentity): string =>
  commit === null ? version : `${version}-${commit}`;
