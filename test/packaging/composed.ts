import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';
import { temporalProgram } from '../environment/temporal.ts';
import { cache, podmanEnvironment, run } from './containers.ts';
import { type Origin, provide } from './stand-ins.ts';

/** What docker-compose.yml needs besides our own image: images of others, and a program that reads it. */

/** @param name as in docker-compose.yml, such as `postgres:16-bookworm` */
export const providePostgres = (name: string): Origin =>
  provide(`docker.io/library/${name}`, 'postgres', (folder) => {
    const entrypoint = 'postgres-entrypoint.sh';
    copyFileSync(join(projectFolder, 'test', 'packaging', 'stand-ins', entrypoint), join(folder, entrypoint));
  });

/** Temporal's server and its tools, of this version. Compiling it takes ten minutes, once. */
export function provideTemporal(version: string): Origin {
  const server = provide(`docker.io/temporalio/server:${version}`, 'temporal-server', (folder) => {
    copyFileSync(compiled('cmd/server', version), join(folder, 'temporal-server'));
    copyFileSync(
      join(sources(version), 'docker', 'scripts', 'sh', 'entrypoint.sh'),
      join(folder, 'entrypoint.sh'),
    );
  });
  provide(`docker.io/temporalio/admin-tools:${version}`, 'temporal-admin-tools', (folder) => {
    copyFileSync(temporalProgram(), join(folder, 'temporal'));
    copyFileSync(compiled('cmd/tools/sql', version), join(folder, 'temporal-sql-tool'));
    cpSync(join(sources(version), 'schema'), join(folder, 'schema'), { recursive: true });
  });
  return server;
}

const temporalModule = 'go.temporal.io/server';

function compiled(path: string, version: string): string {
  const folder = join(cache, `temporal-${version}`, path);
  const program = join(folder, path.slice(path.lastIndexOf('/') + 1));
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    run('go', ['install', `${temporalModule}/${path}@v${version}`], {
      env: { ...process.env, GOBIN: folder },
    });
  }
  return program;
}

function sources(version: string): string {
  const told = run('go', ['mod', 'download', '-json', `${temporalModule}@v${version}`]);
  return (JSON.parse(told) as { readonly Dir: string }).Dir;
}

const composeVersion = '1.6.0';

/** A function that runs podman-compose, which pip installs once, and returns what it printed. */
export function composeIn(folder: string, project: string): (...words: readonly string[]) => string {
  const program = join(cache, `podman-compose-${composeVersion}`, 'bin', 'podman-compose');
  if (!existsSync(program)) {
    const environment = join(cache, `podman-compose-${composeVersion}`);
    run('python3', ['-m', 'venv', environment]);
    run(join(environment, 'bin', 'pip'), ['install', '--quiet', `podman-compose==${composeVersion}`]);
  }
  const file = join(folder, 'docker-compose.yml');
  return (...words) =>
    run(program, ['--project-name', project, '--file', file, ...words], { env: podmanEnvironment() });
}
