import { randomBytes } from 'node:crypto';
import { testNamespace } from '../environment/temporal.ts';
import { quick } from '../product/processes.ts';
import { type Engine, engineHere } from './engine.ts';
import { type Container, databaseForImage, ImageContainers } from './image-containers.ts';
import { buildSeatwise, firstPasswordIn } from './seatwise-image.ts';

jest.setTimeout(30 * 60_000);

const engine = engineHere();
if (typeof engine === 'string') console.warn(`SKIPPED: no image was built: ${engine}`);

/** What each container proves in detail is in image.release.e2e.test.ts. */
(typeof engine === 'string' ? describe.skip : describe)('the image', () => {
  let database: Awaited<ReturnType<typeof databaseForImage>>;
  let containers: ImageContainers;
  let running: readonly Container[];

  beforeAll(async () => {
    buildSeatwise(engine as Engine);
    database = await databaseForImage();
    const namespace = await testNamespace();
    containers = new ImageContainers(engine as Engine, {
      ...quick,
      MASTER_KEY: randomBytes(32).toString('base64'),
      TEMPORAL_ADDRESS: namespace.address,
      TEMPORAL_NAMESPACE: namespace.namespace,
    });
  });
  afterAll(async () => {
    containers.removeAll();
    await database.drop();
  });

  it('migrates an empty database, and prints a first sign-in', () => {
    const { status, stdout, stderr } = containers.job(
      { DATABASE_URL: database.urls.owner },
      'dist/cli/migrate.js',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(firstPasswordIn(stdout)).not.toBe('');
  });

  it('starts an API and a worker, which answer health checks and serve the console', async () => {
    running = [
      await containers.start('api', '/readyz', { DATABASE_URL: database.urls.api }),
      await containers.start('worker', '/healthz', { DATABASE_URL: database.urls.worker }),
    ];
    const page = await (await fetch(`${running[0]!.origin}/sign-in`)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/u.exec(page)?.[1];
    expect((await fetch(`${running[0]!.origin}${script}`)).status).toBe(200);
  });

  it('stops with code 0 on SIGTERM', () => {
    expect(running.map(({ name }) => containers.stop(name))).toEqual([0, 0]);
  });
});
