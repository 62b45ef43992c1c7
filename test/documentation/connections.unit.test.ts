import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { connections, type Program } from '../../config/connections.ts';
import { projectFolder, readText } from './markdown.ts';

/** What opens a connection to another machine, where it is called. */
const opens =
  /(?<!function |\.)\b(?:createOutbound|createLineSender|NativeConnection\.connect|Connection\.lazy|new OTLPTraceExporter|fetch)\(|^import \{[^}]*\bconnect\b[^}]*\} from 'node:(?:tls|net)'|^import (?!type)[^;]*? from 'pg'/mu;
/** Folders of what runs as one of the four programs; `seatwise start` is not one of them. */
const folders = [
  'api',
  'cli',
  'config',
  'contracts',
  'db',
  'http',
  'sso',
  'telemetry',
  'use-cases',
  'worker',
];
/** They open what a caller named, or only what is on this machine. */
const onBehalfOfOthers: ReadonlySet<string> = new Set([
  'http/line-sender.ts',
  'http/outbound.ts',
  'worker/sdk-metrics.ts',
]);

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true })
    .filter(({ name }) => /\.ts$/u.test(name) && !/\.(?:test|fixture|d)\.ts$/u.test(name))
    .map(({ parentPath, name }) => relative(projectFolder, join(parentPath, name)));

const entries: Readonly<Record<Program, string>> = {
  api: 'api/main.ts',
  worker: 'worker/main.ts',
  commands: 'cli/main.ts',
  migrate: 'cli/migrate.ts',
};

/** Files that a program loads, now or on request; types are none. */
function loadedBy(entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || file.startsWith('embedded/')) continue;
    found.add(file);
    const text = readFileSync(join(projectFolder, file), 'utf8');
    const imported = /(?:^(?:import|export) (?!type\b)[^;]*?from |\bimport\(\s*)'(\.[^']+\.ts)'/gmu;
    for (const [, path = ''] of text.matchAll(imported)) waiting.push(join(dirname(file), path));
  }
  return found;
}

const programs = Object.keys(entries) as readonly Program[];
const of = (program: Program) => connections.filter((one) => one.program === program);

describe('the list of outgoing connections', () => {
  it('names every file that opens one', () => {
    const opening = folders
      .flatMap(sourcesIn)
      .filter(
        (file) =>
          !onBehalfOfOthers.has(file) && opens.test(readText(file).replaceAll(/^\s*(?:\*|\/\/).*$/gmu, '')),
      );
    const listed = [...new Set(connections.flatMap(({ openedIn }) => openedIn))];
    expect(opening.toSorted()).toEqual(listed.toSorted());
  });

  it.each(programs)('has what %s opens, and nothing else', (program) => {
    const loaded = loadedBy(entries[program]);
    const openers = [...new Set(connections.flatMap(({ openedIn }) => openedIn))];
    const listed = [...new Set(of(program).flatMap(({ openedIn }) => openedIn))];
    expect(openers.filter((file) => loaded.has(file)).toSorted()).toEqual(listed.toSorted());
  });

  it('is what doctor checks, each by a check that it has', () => {
    const doctor = [...sourcesIn('cli/doctor'), 'cli/commands/doctor.ts'].map(readText).join('\n');
    for (const { check } of connections) if (check !== null) expect(doctor).toContain(`'${check}'`);
  });

  it('is what the networks of the compose file lead to', () => {
    const { services } = parse(readText('docker-compose.yml'), { merge: true }) as {
      readonly services: Readonly<Record<Program, { readonly networks: readonly string[] }>>;
    };
    for (const program of programs) {
      const needed = of(program).flatMap(({ to }) =>
        to === 'dns' ? [] : [to === 'postgresql' ? 'data' : to === 'temporal' ? 'temporal' : 'edge'],
      );
      expect([program, [...services[program].networks].toSorted()]).toEqual([
        program,
        [...new Set(needed)].toSorted(),
      ]);
    }
  });
});
