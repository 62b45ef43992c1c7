import {
  PsaAgreementList, PsaAgreementQuery, PsaCompanyList, PsaCompanyQuery, PsaProductList, PsaProductQuery,
  VendorServiceList, VendorServiceQuery,
} from '../../../contracts/api/mapping.ts'; // prettier-ignore
import {
  type ListedCompany, listCompanies, listProducts, listServices, type ListedProduct,
} from '../../../db/lists/psa-catalog.ts'; // prettier-ignore
import { termsOfKinds } from '../../../domain/kinds.ts';
import { message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { listAgreements, type ListedAgreement } from '../../../db/lists/psa-agreements.ts';
import { agreementUsability } from '../../../domain/usage/agreement-usability.ts';
import type { Day } from '../../../domain/quantity.ts';
import { answerList, flag, iso, isoOrNull, sortOf, versionOfIntegration } from '../../list-answer.ts';
import { causesIn } from '../../problems.ts';
import { rendererOf } from '../../rendering.ts';
import { type Route, route } from '../../route.ts';
import { billingDayOf } from '../lifecycle/billing-day.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { withOffers } from './offered-products.ts';

const tag = 'Mapping';

const company = (row: ListedCompany) => ({
  id: row.foreignId,
  name: row.name,
  identifier: row.identifier,
  status: row.status,
  deleted: row.deleted,
  twins: Number(row.twins),
  parentCompanyId: row.parentCompanyId,
  billToCompanyId: row.billToCompanyId,
  agreements: Number(row.agreements),
  mappedAccounts: row.mapped,
  readAt: iso(row.readAt),
  goneAt: isoOrNull(row.goneAt),
});

/** With the reason why it bills nothing, in the words of RULES 3. */
function agreement(row: ListedAgreement, today: Day, render: Renderer) {
  const { billingCycle } = row.agreement;
  const usability = agreementUsability(row.agreement, row.parent, today);
  return {
    id: row.agreement.id,
    name: row.agreement.name,
    company:
      row.companyName === null
        ? null
        : { id: row.agreement.companyId, name: row.companyName, identifier: row.companyIdentifier },
    companyId: row.agreement.companyId,
    type: { id: row.agreement.typeId, name: row.agreement.typeName },
    parentAgreementId: row.agreement.parentAgreementId,
    status: row.agreement.status,
    startDate: row.agreement.startDate,
    endDate: row.agreement.endDate,
    billingCycle: billingCycle === null ? null : { name: billingCycle.name, months: billingCycle.months },
    nextInvoiceDate: row.agreement.nextInvoiceDate,
    prorates: row.agreement.prorates,
    usable: usability.usable && row.goneAt === null,
    notUsableReason:
      row.goneAt !== null
        ? render(message('usage.agreement.removed'))
        : usability.usable
          ? null
          : render(usability.reason),
    lines: row.lines,
    reading: {
      outcome: row.linesOutcome,
      cause: causesIn(render)(row.linesCode, null),
      attemptedAt: isoOrNull(row.linesAttemptedAt),
      readAt: isoOrNull(row.linesReadAt),
    },
    goneAt: isoOrNull(row.goneAt),
  };
}

const product = (row: ListedProduct) => ({
  id: row.foreignId,
  productId: row.identifier,
  description: row.description,
  productClass: row.productClass,
  price: row.price,
  inactive: row.inactive,
  bundle: row.bundle,
  selectable: !row.inactive && !row.bundle && row.goneAt === null,
  mappedTo:
    row.serviceId === null || row.serviceName === null
      ? null
      : { vendorServiceId: row.serviceId, name: row.serviceName },
  lines: Number(row.lines),
  goneAt: isoOrNull(row.goneAt),
});

/** What the PSA holds, as last read; and the vendor's services with their products. */
export const psaListRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/psa-companies',
    tag,
    summary: 'Companies of the PSA; twins and the recycle bin marked',
    needs: 'read',
    params: IdParams,
    query: PsaCompanyQuery,
    answers: { 200: PsaCompanyList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const filter = { q: query.q, mapped: flag(query.mapped), deleted: flag(query.deleted) };
      const sort = sortOf<'name' | 'id'>(query.sort);
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listCompanies(db, key, filter, sort, page),
        company,
      );
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/psa-agreements',
    tag,
    summary: 'Agreements, each with the reason why it is not usable',
    needs: 'read',
    params: IdParams,
    query: PsaAgreementQuery,
    answers: { 200: PsaAgreementList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const called = termsOfKinds(deps.kinds, await integrationOf(deps.db, key));
      const render = rendererOf(call.request, called);
      const today = await billingDayOf(deps.db, key);
      const filter = { q: query.q, companyId: query.company };
      const sort = sortOf<'name' | 'company' | 'next-invoice'>(query.sort);
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listAgreements(db, key, filter, sort, page),
        (row) => agreement(row, today, render),
      );
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/psa-products',
    tag,
    summary: 'The catalog by Product ID; bundles and inactive products marked',
    needs: 'read',
    params: IdParams,
    query: PsaProductQuery,
    answers: { 200: PsaProductList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const filter = { q: query.q, selectable: flag(query.selectable), mapped: flag(query.mapped) };
      const sort = sortOf<'product-id' | 'price'>(query.sort);
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        (db, page) => listProducts(db, key, filter, sort, page),
        product,
      );
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/vendor-services',
    tag,
    summary: 'Vendor services with their mapped products, and those mapped with a former PSA',
    needs: 'read',
    params: IdParams,
    query: VendorServiceQuery,
    answers: { 200: VendorServiceList },
    handle: async (call) => {
      const { deps, query } = call;
      const key = keyOf(call);
      const render = rendererOf(call.request, termsOfKinds(deps.kinds, await integrationOf(deps.db, key)));
      const matches = (name: string): boolean =>
        query.q === undefined || name.toLowerCase().includes(query.q.toLowerCase());
      return answerList(
        deps,
        query,
        versionOfIntegration(key),
        async (db, page) => {
          const services = await withOffers(db, key, deps.kinds, await listServices(db, key), render);
          const all = services.filter(({ name }) => matches(name));
          return { items: all.slice(page.offset, page.offset + page.limit), total: all.length };
        },
        (row) => row,
      );
    },
  }),
];
