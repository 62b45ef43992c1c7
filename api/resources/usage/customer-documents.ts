import { customersWithLines, lineKey } from '../../../db/lists/customer-sheet.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import { type MspIdentity, mspIdentity } from '../../../db/settings/msp-identity.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { monthOfDay } from '../../../domain/months/review-month.ts';
import { billableOf } from '../../../domain/usage/composition.ts';
import { invoiceAmount } from '../../../domain/comparison/money.ts';
import { message } from '../../../messages/message.ts';
import { notConfirmed } from '../../../domain/currency.ts';
import { type BilledLine, type CustomerFacts, customerDocument } from '../../../reports/customer/sheet.ts';
import type { RenderedDocument } from '../../../reports/document.ts';
import { rendered } from '../../../reports/render.ts';
import { writtenFile } from '../../document-files.ts';
import { fileAnswer } from '../../file-answer.ts';
import { sendArchive } from '../../pdf-archive.ts';
import { Problem } from '../../problems.ts';
import { localeOf } from '../../rendering.ts';
import { type Route, route } from '../../route.ts';
import { billingDayOf } from '../lifecycle/billing-day.ts';
import { type Asked, CompanyParams, customerSheetOf, type LoadedSheet } from './customers.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

/** Customer sheets for printing: one as a PDF, all of them as an archive. */

/** Of all sheets: read once for an archive. */
interface SharedFacts {
  readonly msp: MspIdentity;
  readonly timeZone: string;
}

/** @throws Problem when the tenant has no such integration */
async function sharedFacts(db: Queryable, key: IntegrationKey): Promise<SharedFacts> {
  await integrationOf(db, key);
  return {
    msp: await mspIdentity(db, key.tenantId),
    timeZone: (await compositionSettings(db, key)).timeZone,
  };
}

async function documentOf(
  asked: Asked,
  key: IntegrationKey,
  { msp, timeZone }: SharedFacts,
  companyId: string,
): Promise<RenderedDocument> {
  const loaded = await customerSheetOf(asked, key, companyId);
  const facts = factsOf(loaded, msp, timeZone);
  return rendered(customerDocument(facts), loaded.render, localeOf(asked.request));
}

function factsOf(loaded: LoadedSheet, { name, logo }: MspIdentity, timeZone: string): CustomerFacts {
  const { sheet, day, currency } = loaded;
  const all = sheet.lines.flatMap(({ composed }) => composed.accounts);
  return {
    msp: { name, logo },
    company: sheet.company,
    day,
    timeZone,
    currency,
    namesKept: sheet.namesKept,
    services: sheet.lines.map(({ serviceName, vendorQuantity, psaQuantity, composed }) => ({
      name: serviceName,
      seats: vendorQuantity,
      units: billableOf(composed),
      rule: composed.rule?.applied ?? null,
      quantity: psaQuantity ?? (composed.lines.some(({ live }) => live) ? null : '0'),
      psaReadAt: composed.psaReadAt,
    })),
    billed: billedOf(loaded),
    accounts: all.map(({ accountId, name: account, byStatus, readAt }) => ({
      name: account,
      readAt,
      statuses: [
        ...Object.entries(byStatus ?? {}).map(([status, users]) => ({ status, users, counts: true })),
        ...Object.entries(sheet.notCounted.get(accountId) ?? {}).map(([status, users]) => ({
          status, users, counts: false,
        })), // prettier-ignore
      ].filter(({ users }) => users > 0),
      users: sheet.holders
        .filter((holder) => holder.accountId === accountId)
        .map(({ userId, name: user, status, holdsSeat }) => ({ id: userId, name: user, status, holdsSeat })),
    })),
  };
}

const billedOf = ({ sheet }: LoadedSheet): readonly BilledLine[] =>
  sheet.lines
    .flatMap(({ composed }) => composed.lines)
    .map((line) => {
      const currency = line.currency ?? notConfirmed;
      const { productIdentifier: product, productId, quantity, lessIncluded, unitPrice } = line;
      return {
        agreement: { id: line.agreementId, name: line.agreementName },
        product,
        productId,
        quantity,
        lessIncluded,
        unitPrice,
        period: line.billingCycle,
        amount: invoiceAmount({ ...line, billable: sheet.billable.get(lineKey(line)) ?? null }, currency),
        currency,
        nextInvoice: line.nextInvoiceDate,
        notBilled: line.live ? null : (line.notLiveReason ?? message('customer-sheet.not-billed')),
      };
    });

/** Returns `null` when the customer was removed after the archive began. */
const unlessGone = async (document: Promise<RenderedDocument>): Promise<RenderedDocument | null> =>
  document.catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'NotFound') return null;
    throw error;
  });

/** Listed before the routes of tables, as every file is. */
export const customerDocumentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/integrations/{id}/customers/{companyId}/sheet.pdf',
    tag: 'Reports',
    summary: 'The sheet of one customer as a PDF',
    needs: 'read',
    params: CompanyParams,
    answers: { 200: { mediaType: 'application/pdf' } },
    handle: async (call) => {
      const key = keyOf(call);
      const shared = await sharedFacts(call.deps.db, key);
      const document = await documentOf(call, key, shared, call.params.companyId);
      return fileAnswer(await writtenFile(document, 'pdf', shared.msp.paper));
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/customer-sheets.zip',
    tag: 'Reports',
    summary: 'The sheets of all customers in the running month, each as a PDF',
    needs: 'read',
    params: IdParams,
    answers: { 200: { mediaType: 'application/zip' } },
    handle: async (call) => {
      const key = keyOf(call);
      const { db } = call.deps;
      const shared = await sharedFacts(db, key);
      const ids = (await customersWithLines(db, key)).map(({ id }) => id);
      const month = monthOfDay(await billingDayOf(db, key));
      return {
        kind: 'stream',
        write: (response) =>
          sendArchive(response, `customer-sheets-${month}.zip`, {
            ids,
            documentOf: (id) => unlessGone(documentOf(call, key, shared, id)),
            paper: shared.msp.paper,
          }),
      };
    },
  }),
];
