import { asWritten, message } from '../../messages/message.ts';
import { z } from 'zod';
import { psaSet } from '../../domain/credentials.ts';
import type { PsaKind } from '../port.ts';
import { createAutotask } from './autotask.ts';
import { requestsOf } from './requests.ts';

/** The fields of the credential, as its form names them. */
const Fields = z.object({
  host: z.string(),
  userName: z.string(),
  secret: z.string(),
  integrationCode: z.string(),
});

/** Datto Autotask PSA: what it says of itself. */
export const autotask: PsaKind = {
  kind: 'autotask',
  name: 'Autotask',
  // A change acts from the first day of a period on, so that what it bills lies ahead.
  suggestedBilling: () => 'advance',
  // Its screens are at another host than its API, whose number nothing here knows.
  screensAt: () => null,
  words: {
    idPrefix: 'AT',
    company: { one: 'company', many: 'companies' },
    agreement: { one: 'contract', many: 'contracts' },
    product: { one: 'service', many: 'services' },
    ifFewerRecords: message('kinds.autotask.fewer-records'),
  },
  credentials: {
    set: psaSet,
    name: 'Autotask',
    fullName: 'Autotask',
    noun: 'PSA credential',
    fields: [
      {
        name: 'host',
        label: 'Host',
        hint: message('kinds.autotask.hint.host'),
        holds: 'host',
        secret: false,
        example: 'webservices.autotask.net',
        mistaken: { for: '^ww(\\d{1,3})\\.autotask\\.net$', use: 'webservices$1.autotask.net' },
      },
      {
        name: 'userName',
        label: 'Username (Key)',
        hint: message('kinds.autotask.hint.user-name'),
        holds: 'key',
        secret: false,
        min: 4,
        max: 128,
        example: 'key-of-the-api-user',
      },
      {
        name: 'secret',
        label: 'Password (Secret)',
        hint: message('kinds.autotask.hint.secret'),
        holds: 'key',
        secret: true,
        min: 4,
        max: 128,
        example: 'secret-of-the-api-user',
      },
      {
        name: 'integrationCode',
        label: 'Tracking Identifier',
        hint: message('kinds.autotask.hint.tracking-identifier'),
        holds: 'key',
        secret: false,
        min: 8,
        max: 64,
        example: 'TRACKINGIDENTIFIER',
      },
    ],
    steps: [
      message('kinds.autotask.step.user'),
      message('kinds.autotask.step.keys'),
      message('kinds.autotask.step.tracking-identifier'),
    ],
    note: message('kinds.autotask.note'),
    needs: [message('kinds.autotask.needs.period'), message('kinds.autotask.needs.calls')],
    egress: null,
    // A level that shows a part only gives short lists without a word.
    rights: {
      title: message('kinds.autotask.rights.title'),
      rows: [
        { where: 'Contracts › Object Permissions', right: 'View', level: asWritten('All') },
        { where: 'Contracts › Contract services and units', right: 'View', level: asWritten('All') },
        { where: 'Contracts › Service bundles and billing rules', right: 'View', level: asWritten('All') },
        {
          where: 'Contracts › Contract services',
          right: 'Edit',
          level: message('kinds.autotask.rights.write'),
          writes: ['write', 'create', 'end'],
        },
        {
          where: 'Contracts › Contract services',
          right: 'Add',
          level: message('kinds.autotask.rights.create'),
          writes: ['create'],
        },
        {
          where: 'Contracts › Billing items and invoices',
          right: 'View',
          level: message('kinds.autotask.rights.compare'),
        },
        { where: 'CRM › Organization & Contact Access', right: 'View', level: asWritten('All') },
        { where: 'Admin › Services', right: 'View', level: asWritten('All') },
      ],
    },
    inSandbox: 'autotask',
  },
  newLines: {
    steps: 'units-follow',
    price: true,
    billingOptions: [],
    taxable: false,
    invoiceTextMax: 1_000,
    firstDay: 'period',
  },
  requestsOf,
  open: ({ outbound, credential, settings, pace, known, timeZone, onCall }) =>
    createAutotask({
      outbound,
      credential: Fields.parse(credential),
      settings: given(settings),
      pace,
      known,
      timeZone,
      onCall,
    }),
};

/** Of the settings of calls those that mean something here; requests at a time are Autotask's own limit. */
function given({
  timeoutMs,
  retryFirstMs,
  retryLongestMs,
  busyMs,
  waitInAllMs,
}: Parameters<PsaKind['open']>[0]['settings']) {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retryFirstMs === undefined ? {} : { retryFirstMs }),
    ...(retryLongestMs === undefined ? {} : { retryLongestMs }),
    ...(busyMs === undefined ? {} : { busyMs }),
    ...(waitInAllMs === undefined ? {} : { waitInAllMs }),
  };
}
