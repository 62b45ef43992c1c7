import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { change, reportOf } from '../reports/pdf/document.fixture.ts';
import { sendArchive } from './pdf-archive.ts';

const ids = Array.from({ length: 8 }, (_, nth) => String(nth));

/** Sends an archive to a client; resolves with the documents that were loaded. */
async function sent(client: (answer: IncomingMessage) => Promise<unknown>): Promise<readonly string[]> {
  const loaded: string[] = [];
  const documentOf = (id: string) => {
    loaded.push(id);
    return Promise.resolve(id === '1' ? null : { ...reportOf([change('Acme', id, '1')]), fileName: id });
  };
  let work: Promise<void> = Promise.resolve();
  const server = createServer((_request, response) => {
    work = sendArchive(response, 'all.zip', { ids, documentOf, paper: 'A4' });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await client(answer);
  await work;
  server.close();
  return loaded;
}

describe('an archive of PDFs', () => {
  it('contains each document that still exists', async () => {
    let file = Buffer.alloc(0);
    const loaded = await sent(async (answer) => (file = await buffer(answer)));
    expect(loaded).toEqual(ids);
    expect(Object.keys(unzipSync(file))).toEqual(
      ['0', '2', '3', '4', '5', '6', '7'].map((id) => `${id}.pdf`),
    );
  });

  it('stops when the client has disconnected', async () => {
    const loaded = await sent(async (answer) => {
      await once(answer, 'data');
      answer.destroy();
    });
    expect(loaded.length).toBeLessThan(ids.length);
  });
});
