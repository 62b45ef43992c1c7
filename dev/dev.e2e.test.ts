import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { freePort } from '../config/free-port.ts';
import { portsOfProduct, processesBelow, startDevelopment, type StartedProduct } from '../embedded/testing/started-product.ts'; // prettier-ignore
import { waitFor } from '../embedded/tour/seatwise-client.ts';

const project = join(__dirname, '..');
const notSources = new Set(['node_modules', 'dist', 'test', 'bench', 'coverage', 'screenshots']);

// A first start, the bundle of the workflows and two changes, on a machine that does other things as well.
describe('npm run dev', () => {
  let sources: string;
  let origin: string;
  let started: StartedProduct;

  const change = (path: string, from: string, to: string): void => {
    const before = readFileSync(join(sources, path), 'utf8');
    if (!before.includes(from)) throw new Error(`${path} does not say ${from}`);
    writeFileSync(join(sources, path), before.replace(from, to));
  };
  const text = async (path: string): Promise<string> => (await fetch(`${origin}${path}`)).text();

  beforeAll(async () => {
    // Sources of its own, since it changes them; the packages are the project's.
    sources = mkdtempSync(join(tmpdir(), 'seatwise-dev-'));
    cpSync(project, sources, {
      recursive: true,
      filter: (path) => !/^\./u.test(relative(project, path)) && !notSources.has(relative(project, path)),
    });
    symlinkSync(join(project, 'node_modules'), join(sources, 'node_modules'));
    const port = await freePort();
    origin = `http://localhost:${port}`;
    started = startDevelopment(sources, { home: join(sources, 'home'), port, env: await portsOfProduct() });
    await started.ready;
  });

  afterAll(() => {
    rmSync(sources, { recursive: true, force: true });
  });

  it('serves the console from its sources and the API at one address, in a home of its own', async () => {
    expect(await text('/integrations')).toContain('/app/main.tsx');
    expect(await text('/app/main.tsx')).toContain('createRoot');
    expect(await text('/api/query-client.ts')).toContain('QueryClient');
    expect((await fetch(`${origin}/api/v1/session`)).status).toBe(401);
    expect(started.said()).toContain(join(sources, 'home-dev'));
  });

  it('serves a route as it was changed; what is asked meanwhile waits for it and is not rejected', async () => {
    const statuses = new Set<number>();
    change('api/service-routes.ts', "status: 'ok'", "status: 'as changed'");
    await waitFor('the changed route', 60_000, async () => {
      const answer = await fetch(`${origin}/healthz`);
      statuses.add(answer.status);
      return (await answer.text()).includes('as changed') ? true : null;
    });
    expect([...statuses]).toEqual([200]);
    await waitFor('word of it', 5_000, async () =>
      Promise.resolve(started.said().includes('api/service-routes.ts: API and worker run with it') || null),
    );
  });

  it('gives pages a style as it was changed', async () => {
    change('web/styles/base.css', 'line-height: 1.25rem', 'line-height: 1.26rem');
    await waitFor('the changed style', 10_000, async () =>
      (await text('/styles/base.css')).includes('1.26rem') ? true : null,
    );
  });

  it('goes on after code that does not load, once it does', async () => {
    change('api/service-routes.ts', "status: 'as changed'", "status: 'as changed");
    await waitFor('word of it', 60_000, async () =>
      Promise.resolve(started.said().includes('API and worker could not start with it') || null),
    );
    change('api/service-routes.ts', "status: 'as changed", "status: 'mended'");
    await waitFor('the mended route', 60_000, async () =>
      (await text('/healthz')).includes('mended') ? true : null,
    );
  });

  it('ends in order and leaves no process', async () => {
    process.kill(started.pid, 'SIGINT');
    expect(await started.ended).toBe(0);
    expect(processesBelow(sources)).toEqual([]);
  });
});
