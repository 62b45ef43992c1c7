import { cancellationSignal, heartbeat } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { PartLoaded, PsaActivities } from '../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../contracts/temporal/messages.ts';
import type { Tx } from '../db/core/database.ts';
import { setGate, shareIntegration, touchIntegration } from '../db/core/integrations.ts';
import { withKnown } from '../db/readings/agreement-reads.ts';
import { storeLineReadings } from '../db/readings/psa-lines.ts';
import { storeAgreements, storeCompanies, storeProducts } from '../db/readings/psa-store.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { orCause } from './failures.ts';
import { psaDetail, workingPsa } from './psa-client.ts';
import { notePsaRefusal } from './refused-at-work.ts';
import { agreementsReader } from './reading-agreements.ts';
import { orUnexpected } from './unexpected.ts';

/** Loads companies, agreements, products and lines. A failed list is a result shown on the gate; lines fail singly. */
export function createLoadPsaCatalogue(deps: ActivityDependencies): PsaActivities['loadPsaCatalogue'] {
  const { db, now } = deps;
  return async function loadPsaCatalogue(input) {
    const signal = cancellationSignal();
    const client = await orCause(workingPsa(deps, input, { givesWay: true, onCall: () => heartbeat() }));
    if ('code' in client) return failed(deps, input, client.code, client.detail);
    const { psa } = client;
    const companies = await psa.companies(signal);
    if (!companies.ok) return failed(deps, input, companies.code, psaDetail(companies));
    const agreements = await psa.agreements(signal);
    if (!agreements.ok) return failed(deps, input, agreements.code, psaDetail(agreements));
    const products = await psa.products(signal);
    if (!products.ok) return failed(deps, input, products.code, psaDetail(products));
    const storeLists = async (tx: Tx): Promise<object> => {
      await storeCompanies(tx, input, companies.value, now());
      await storeAgreements(tx, input, agreements.value, now());
      await storeProducts(tx, input, products.value, now());
      return {};
    };
    const stored = await orCause(
      orUnexpected(deps, 'list of the PSA', () => db.transaction().execute(storeLists)),
    );
    if ('code' in stored) return failed(deps, input, stored.code, stored.detail);
    let lines = 0;
    const reader = agreementsReader(
      deps,
      psa,
      async (readings) => {
        await db.transaction().execute(async (tx) => {
          await shareIntegration(tx, input);
          await storeLineReadings(tx, input, readings);
        });
        for (const { read } of readings) if (read.outcome === 'read') lines += read.lines.length;
      },
      () => null,
    );
    const wanted = await withKnown(
      db,
      input,
      agreements.value.map(({ id }) => id),
    );
    const limit = pLimit(deps.reading.psaParallel);
    await Promise.all(wanted.map((agreement) => limit(() => reader.read(agreement, signal))));
    await reader.stored();
    await db.transaction().execute(async (tx) => {
      await setGate(tx, input, 'services', {
        status: 'pending',
        loaded: {
          companies: companies.value.length,
          agreements: agreements.value.length,
          lines,
          products: products.value.length,
        },
        code: null,
        detail: null,
      });
      await touchIntegration(tx, input);
    });
    return { ok: true, code: null };
  };
}

async function failed(
  deps: ActivityDependencies,
  input: IntegrationRef,
  code: string,
  detail: string,
): Promise<PartLoaded> {
  await notePsaRefusal(deps, input, code);
  await deps.db.transaction().execute(async (tx) => {
    await setGate(tx, input, 'services', {
      status: 'error',
      loaded: {},
      code,
      detail,
    });
    await touchIntegration(tx, input);
  });
  return { ok: false, code };
}
