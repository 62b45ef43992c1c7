import { rmSync } from 'node:fs';
import { testServers } from './servers.ts';

export default async function globalTeardown(): Promise<void> {
  const servers = testServers();
  await Promise.all([...servers.stops].map((server) => server.stop()));
  if (servers.folder !== null) rmSync(servers.folder, { recursive: true, force: true });
}
