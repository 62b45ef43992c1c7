import { InvoicesCompared, InvoicesComparedQuery } from '../../../contracts/api/invoices-compared.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { invoicesCompared } from '../../../db/usage/invoice-comparison.ts';
import { frozenInvoices } from '../../../db/usage/review-months.ts';
import { termsOfKinds } from '../../../domain/kinds.ts';
import { messageWire, rendererOf } from '../../rendering.ts';
import { ok, type Route, route } from '../../route.ts';
import { ruleWire } from '../usage/line-rule-wire.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

/** What was expected on the invoices of a month, and what the PSA billed (RULES 12). */
export const invoicesComparedRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/invoices-compared',
    tag: 'Months',
    summary:
      'What was expected on the invoices of a month, and what the PSA billed: as closed, else as of now',
    needs: 'read',
    params: IdParams,
    query: InvoicesComparedQuery,
    answers: { 200: InvoicesCompared },
    handle: async (call) => {
      const { deps, request, query } = call;
      const key = keyOf(call);
      const integration = await integrationOf(deps.db, key);
      const { version, invoices } = await inOneSnapshot(
        deps.db,
        async (db) =>
          (await frozenInvoices(db, key, query.month)) ?? {
            version: null,
            invoices: await invoicesCompared(db, key, query.month, new Date()),
          },
      );
      const render = rendererOf(request, termsOfKinds(deps.kinds, integration));
      return ok({
        ...invoices,
        version,
        notAvailable: invoices.notAvailable === null ? null : messageWire(render, invoices.notAvailable),
        rows: invoices.rows.map(({ reasons, rules, ...row }) => ({
          ...row,
          ...(rules && {
            rules: rules.map(({ seats, applied }) => ({ seats, applied: ruleWire(applied, seats, render) })),
          }),
          reasons: reasons.map((reason) => messageWire(render, reason)),
        })),
      });
    },
  }),
];
