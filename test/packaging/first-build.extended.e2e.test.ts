import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, readText } from '../documentation/markdown.ts';

const consoleMark = join(projectFolder, 'dist', 'web', '.built');

/** `npm start` and `npm run tour` build first where `dist/` is old, and then run in that very process. */
it('leaves the environment of the service as it was, so that a first start brings the sandbox', () => {
  // Built once more, as on a fresh machine.
  rmSync(consoleMark, { force: true });
  const said = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const before = { ...process.env };
       const { buildConsole } = await import(${JSON.stringify(join(projectFolder, 'scripts', 'build-console.mjs'))});
       await buildConsole();
       const changed = Object.keys({ ...before, ...process.env }).filter((name) => before[name] !== process.env[name]);
       console.log(JSON.stringify(changed));`,
    ],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } },
  );
  expect(JSON.parse(said.trim().split('\n').at(-1)!)).toEqual([]);
});

it('builds the same console from a checkout and from what the image is built from', () => {
  const builtBy = (script: string): readonly string[] => {
    rmSync(consoleMark, { force: true });
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    execFileSync(process.execPath, [join('scripts', script)], { cwd: projectFolder, env: environment });
    // The names of files depend on their content.
    return [...readText('dist/web/index.html').matchAll(/assets\/[^"]+/gu)].map(([file]) => file);
  };
  const fromCheckout = builtBy('build.mjs');
  expect(fromCheckout).toContainEqual(expect.stringMatching(/\.js$/u));
  expect(builtBy('build-as-image.mjs')).toEqual(fromCheckout);
});
