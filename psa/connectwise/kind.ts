import { asWritten, message } from '../../messages/message.ts';
import { z } from 'zod';
import { psaSet } from '../../domain/credentials.ts';
import type { PsaKind } from '../port.ts';
import { createConnectWise } from './connectwise.ts';
import { writeChoices } from './methods.ts';
import { requestsOf } from './planned-request.ts';
import { screensAt } from './screens.ts';

/** The fields of the credential, as its form names them. */
const Fields = z.object({
  site: z.string(),
  companyId: z.string(),
  publicKey: z.string(),
  privateKey: z.string(),
  clientId: z.string().nullable(),
});

/** ConnectWise PSA: what it says of itself. */
export const connectWise: PsaKind = {
  kind: 'connectwise',
  name: 'ConnectWise',
  // They bill the period that holds the invoice date, or a later one. The PSA documents no more of these names
  // (connectwise.md 6.2).
  suggestedBilling: (periodType) => (periodType === 'Current' || periodType === 'Future' ? 'advance' : null),
  screensAt,
  words: {
    idPrefix: 'CW',
    company: { one: 'company', many: 'companies' },
    agreement: { one: 'agreement', many: 'agreements' },
    product: { one: 'product', many: 'products' },
    ifFewerRecords: message('kinds.connectwise.fewer-records'),
  },
  credentials: {
    set: psaSet,
    name: 'ConnectWise',
    fullName: 'ConnectWise',
    noun: 'PSA credential',
    fields: [
      {
        name: 'site',
        label: 'Site',
        hint: message('kinds.connectwise.hint.site'),
        holds: 'host',
        secret: false,
        example: 'api-na.myconnectwise.net',
        mistaken: {
          for: '^(na|eu|au|aus|staging)\\.myconnectwise\\.net$',
          use: 'api-$1.myconnectwise.net',
        },
      },
      {
        name: 'companyId',
        label: 'Company ID',
        hint: message('kinds.connectwise.hint.company-id'),
        holds: 'key',
        secret: false,
        min: 1,
        max: 100,
        example: 'harborlane',
      },
      {
        name: 'publicKey',
        label: 'Public Key',
        hint: message('kinds.connectwise.hint.public-key'),
        holds: 'key',
        secret: false,
        min: 4,
        max: 128,
        example: 'public-key-of-the-member',
      },
      {
        name: 'privateKey',
        label: 'Private Key',
        hint: message('kinds.connectwise.hint.private-key'),
        holds: 'key',
        secret: true,
        min: 4,
        max: 128,
        example: 'private-key-of-the-member',
      },
      {
        name: 'clientId',
        label: 'Client ID',
        hint: message('kinds.connectwise.hint.client-id'),
        holds: 'key',
        secret: false,
        min: 8,
        max: 64,
        installationVariable: 'CONNECTWISE_CLIENT_ID',
      },
    ],
    steps: [
      message('kinds.connectwise.step.member'),
      message('kinds.connectwise.step.keys'),
      message('kinds.connectwise.step.client-id'),
    ],
    note: message('kinds.connectwise.note'),
    needs: [message('kinds.connectwise.needs.site')],
    egress: null,
    // Each at level All, or lists come short without a word.
    rights: {
      title: message('kinds.connectwise.rights.title'),
      rows: [
        { where: 'Companies › Company Maintenance', right: 'Inquire', level: asWritten('All') },
        { where: 'Finance › Agreements', right: 'Inquire', level: asWritten('All') },
        {
          where: 'Finance › Agreements',
          right: 'Add',
          level: message('kinds.connectwise.rights.add'),
          writes: ['create'],
        },
        {
          where: 'Finance › Agreements',
          right: 'Edit',
          level: message('kinds.connectwise.rights.write'),
          writes: ['write', 'end'],
        },
        {
          where: 'Finance › Invoicing',
          right: 'Inquire',
          level: message('kinds.connectwise.rights.compare'),
        },
        { where: 'Procurement › Product Catalog', right: 'Inquire', level: asWritten('All') },
        { where: 'System › Table Setup', right: 'Inquire', level: asWritten('All') },
      ],
    },
    inSandbox: 'psa',
  },
  newLines: {
    steps: 'one',
    price: true,
    billingOptions: ['Billable', 'NoCharge', 'DoNotBill'],
    taxable: true,
    invoiceTextMax: 6_000,
    firstDay: 'any',
  },
  canceledDates: true,
  writeChoices,
  requestsOf,
  open: ({ outbound, credential, settings, pace, known, onCall }) =>
    createConnectWise({
      outbound,
      credential: Fields.parse(credential),
      settings,
      pace,
      known,
      onCall: ({ code }) => onCall(code),
    }),
};
