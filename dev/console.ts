import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { apiBase } from '../api/api-base.ts';

/** The project's folder (scripts/dev.mjs). */
const root = process.cwd();

/** What the API answers; everything else is a page or a file of the console, web/api among them. */
const ofApi = `^(?:${apiBase}/|/healthz$|/readyz$)`;

/** Holds no code that the service runs, or code that Vite itself looks at. */
const unwatched: ReadonlySet<string> = new Set([
  'bench', 'coverage', 'deploy', 'dist', 'docs', 'node_modules', 'screenshots', 'scripts', 'secrets', 'test', 'web',
]); // prettier-ignore

export interface ConsoleSettings {
  readonly host: string;
  readonly port: number;
  /** Where the API of the moment listens. */
  readonly api: string;
  /** Keeps what Vite prepared. */
  readonly cacheFolder: string;
  /** Resolves once the service has been started with the newest code, or could not be. */
  readonly whenServed: () => Promise<void>;
  /** A source of the service was saved, came or went; its path from the project's folder. */
  readonly onServiceChange: (path: string) => void;
}

/** The console by Vite's development server, at the address that people open; requests for the API go on to it. */
export async function startConsole(settings: ConsoleSettings): Promise<{ close(): Promise<void> }> {
  const isOfApi = new RegExp(ofApi, 'u');
  const server = await createServer({
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'web'),
    cacheDir: settings.cacheFolder,
    clearScreen: false,
    logLevel: 'warn',
    plugins: [
      react(),
      {
        name: 'seatwise:wait-for-service',
        configureServer({ middlewares }) {
          middlewares.use((request, _response, next) => {
            if (isOfApi.test(request.url ?? '')) void settings.whenServed().then(() => next());
            else next();
          });
        },
      },
    ],
    server: {
      host: settings.host,
      port: settings.port,
      strictPort: true,
      proxy: { [ofApi]: { target: settings.api } },
    },
  });
  server.watcher.add(
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !unwatched.has(entry.name))
      .map(({ name }) => join(root, name)),
  );
  server.watcher.on('all', (event, file) => {
    const path = relative(root, file);
    const isSource =
      /\.ts$/u.test(path) && !/\.(?:test|fixture)\.ts$/u.test(path) && !path.startsWith('web/');
    if (isSource && event !== 'addDir' && event !== 'unlinkDir') settings.onServiceChange(path);
  });
  await server.listen();
  return server;
}
