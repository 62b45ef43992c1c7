import { z } from 'zod';
import { psaSet } from '../../domain/credentials.ts';
import { psaCalls } from '../../domain/defaults.ts';
import type { PsaKind } from '../port.ts';
import { createHaloPsa } from './halopsa.ts';
import { writeChoices } from './methods.ts';

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
    ifFewerRecords: 'Check the scopes of the application, and the role and the customers of its agent.',
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
        hint: 'The host with which you open HaloPSA, like harborlane.halopsa.com.',
        holds: 'host',
        secret: false,
        example: 'harborlane.halopsa.com',
      },
      {
        name: 'clientId',
        label: 'Client ID',
        hint: 'Of the API application.',
        holds: 'key',
        secret: false,
        min: 8,
        max: 128,
        example: 'client-id-of-the-application',
      },
      {
        name: 'clientSecret',
        label: 'Client Secret',
        hint: 'Shown once by HaloPSA.',
        holds: 'key',
        secret: true,
        min: 8,
        max: 256,
        example: 'client-secret-of-the-application',
      },
    ],
    steps: [
      'In HaloPSA open Configuration, Integrations, Halo API, View Applications, and make a new application with the authentication method “Client ID and Secret (Services)”.',
      'Let it log in as an Agent: one for the API alone costs no licence. Copy Client ID and Client Secret; the secret is shown once.',
      'On its Permissions tab choose the scopes below, and give its agent a role with the rights below.',
    ],
    note: 'Nothing is changed in HaloPSA until an administrator turns on write-back.',
    needs: [
      'What the application may do are its scopes and the rights of its agent, both: where one lacks, lists may answer and what they list not.',
      `Instances limit all integrations together, the lowest limit seen is ${psaCalls.limitOfFiveMinutes} calls in five minutes. Seatwise uses at most ${psaCalls.perFiveMinutes} of them, unless your operator sets another number (PSA_CALLS_PER_FIVE_MINUTES).`,
    ],
    egress: null,
    rights: {
      title: "Scopes of the application, and rights of its agent's role",
      rows: [
        { where: 'Customers', right: 'read:customers', level: 'Read' },
        { where: 'Products', right: 'read:items', level: 'Read' },
        { where: 'Recurring Invoices', right: 'read:invoices', level: 'Read' },
        {
          where: 'Recurring Invoices',
          right: 'edit:invoices',
          level: 'Read and Modify, to write approved quantities kept by hand',
        },
        { where: 'Software Licensing', right: 'read:softwarelicensing', level: 'Read' },
        {
          where: 'Software Licensing',
          right: 'edit:softwarelicensing',
          level: 'Read and Modify, to write approved counts of licences',
        },
      ],
    },
    inSandbox: 'halopsa',
  },
  writeChoices,
  open: ({ credential, ...context }) => createHaloPsa({ credential: Fields.parse(credential), ...context }),
};
