import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP line to a real server that can be cut and mended: what the product sees when that server is gone. */
export interface Wire {
  /** Port on 127.0.0.1 to dial instead of the server's. */
  readonly port: number;
  /** Ends every connection and rejects new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** New connections lead to another server. */
  leadTo(target: string): void;
}

/** @param target host:port of the server behind. */
export async function openWire(target: string): Promise<Wire> {
  let end = new URL(`tcp://${target}`);
  const sockets = new Set<Socket>();
  const serve = (): Server =>
    createServer((inner) => {
      const outer = connect(Number(end.port), end.hostname);
      for (const socket of [inner, outer]) {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      }
      inner.pipe(outer).on('close', () => inner.destroy());
      outer.pipe(inner).on('close', () => outer.destroy());
    });
  const listen = (server: Server, port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  let server = serve();
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      if (server.listening) return;
      server = serve();
      await listen(server, port);
    },
    leadTo: (next) => {
      end = new URL(`tcp://${next}`);
    },
  };
}
