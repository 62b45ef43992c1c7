import { asWritten, message } from '../../messages/message.ts';
import { z } from 'zod';
import { psaSet } from '../../domain/credentials.ts';
import { psaCalls } from '../../domain/defaults.ts';
import type { PsaKind } from '../port.ts';
import { createHaloPsa } from './halopsa.ts';
import { writeChoices } from './methods.ts';
import { requestsOf } from './requests.ts';

/** The fields of the credential, as its form names them. */
const Fields = z.object({ site: z.string(), clientId: z.string(), clientSecret: z.string() });

/** HaloPSA: what it says of itself. */
export const haloPsa: PsaKind = {
  kind: 'halopsa',
  name: 'HaloPSA',
  suggestedBilling: () => null,
  // No public source says at which addresses a record is shown.
  screensAt: () => null,
  words: {
    idPrefix: 'HALO',
    company: { one: 'customer', many: 'customers' },
    agreement: { one: 'recurring invoice', many: 'recurring invoices' },
    product: { one: 'item', many: 'items' },
    ifFewerRecords: message('kinds.halopsa.fewer-records'),
  },
  credentials: {
    set: psaSet,
    name: 'HaloPSA',
    fullName: 'HaloPSA',
    noun: 'PSA credential',
    fields: [
      {
        name: 'site',
        label: 'Instance',
        hint: message('kinds.halopsa.hint.site'),
        holds: 'host',
        secret: false,
        example: 'harborlane.halopsa.com',
      },
      {
        name: 'clientId',
        label: 'Client ID',
        hint: message('kinds.halopsa.hint.client-id'),
        holds: 'key',
        secret: false,
        min: 8,
        max: 128,
        example: 'client-id-of-the-application',
      },
      {
        name: 'clientSecret',
        label: 'Client Secret',
        hint: message('kinds.halopsa.hint.client-secret'),
        holds: 'key',
        secret: true,
        min: 8,
        max: 256,
        example: 'client-secret-of-the-application',
      },
    ],
    steps: [
      message('kinds.halopsa.step.application'),
      message('kinds.halopsa.step.agent'),
      message('kinds.halopsa.step.permissions'),
    ],
    note: message('kinds.halopsa.note'),
    needs: [
      message('kinds.halopsa.needs.both'),
      message('kinds.halopsa.needs.calls', {
        limit: psaCalls.limitOfFiveMinutes,
        most: psaCalls.perFiveMinutes,
      }),
    ],
    egress: null,
    rights: {
      title: message('kinds.halopsa.rights.title'),
      rows: [
        { where: 'Customers', right: 'read:customers', level: asWritten('Read') },
        { where: 'Products', right: 'read:items', level: asWritten('Read') },
        { where: 'Recurring Invoices', right: 'read:invoices', level: asWritten('Read') },
        {
          where: 'Recurring Invoices',
          right: 'edit:invoices',
          level: message('kinds.halopsa.rights.write-quantities'),
          writes: ['write', 'create', 'end'],
        },
        { where: 'Software Licensing', right: 'read:softwarelicensing', level: asWritten('Read') },
        {
          where: 'Software Licensing',
          right: 'edit:softwarelicensing',
          level: message('kinds.halopsa.rights.write-licenses'),
          writes: ['write', 'end'],
        },
      ],
    },
    inSandbox: 'halopsa',
  },
  writeChoices,
  newLines: {
    steps: 'one',
    price: true,
    billingOptions: [],
    taxable: false,
    invoiceTextMax: 1_000,
    firstDay: 'any',
    withDocument: true,
  },
  canceledDates: true,
  requestsOf,
  open: ({ credential, ...context }) => createHaloPsa({ credential: Fields.parse(credential), ...context }),
};
