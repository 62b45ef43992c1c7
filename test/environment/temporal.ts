import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { ensureNamespace } from '../../embedded/temporal/namespace.ts';
import { environmentNames, fromSetUp } from './names.ts';

export interface TestNamespace {
  /** host:port of the run's Temporal dev server. */
  readonly address: string;
  readonly namespace: string;
}

/** A namespace of its own for one test file, usable at once, with the product's search attributes (30 ms). */
export async function testNamespace(): Promise<TestNamespace> {
  const address = fromSetUp(environmentNames.temporalAddress, environmentNames.temporalFault, 'Temporal');
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    await ensureNamespace(connection, namespace, searchAttributeNames, [1]);
  } finally {
    await connection.close();
  }
  return { address, namespace };
}

/** The Temporal UI of the run's dev server. */
export function temporalUiUrl(): string {
  return fromSetUp(environmentNames.temporalUiUrl, environmentNames.temporalFault, 'Temporal');
}

/** The program of the dev server, for tests that start one of their own. */
export function temporalProgram(): string {
  return fromSetUp(environmentNames.temporalProgram, environmentNames.temporalFault, 'Temporal');
}
