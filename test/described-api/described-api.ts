import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { ApiDocument, Operation } from './document.ts';
import { operationsOf } from './document.ts';
import { type Evaluate, evaluateBy } from './answer-validation.ts';
import { type Received, type Send, senderTo, type SentRequest } from './sending.ts';

/** An API that listens, and what it says of itself. */
export interface DescribedApi {
  readonly document: ApiDocument;
  readonly operations: readonly Operation[];
  readonly evaluate: Evaluate;
  readonly send: Send;
  /** How many requests were sent. */
  readonly sent: () => number;
  close(): Promise<void>;
}

export async function describedApi(app: Express, cookie: string): Promise<DescribedApi> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const described = await describedAt((server.address() as AddressInfo).port, cookie);
  return {
    ...described,
    close: async () => {
      await described.close();
      await closed(server);
    },
  };
}

/** The same of one that listens already. */
export async function describedAt(port: number, cookie: string): Promise<DescribedApi> {
  const { send, close } = senderTo(port);
  let count = 0;
  const counted = (request: SentRequest): Promise<Received> => {
    count += 1;
    return send(request);
  };
  const answer = await send({
    method: 'get',
    path: '/openapi.json',
    params: {},
    query: {},
    headers: { cookie },
  });
  const document = JSON.parse(answer.text) as ApiDocument;
  return {
    document,
    operations: operationsOf(document),
    evaluate: evaluateBy(document),
    send: counted,
    sent: () => count,
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
