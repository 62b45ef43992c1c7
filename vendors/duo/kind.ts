import type { CredentialField } from '../../domain/kinds.ts';
import type { VendorKind } from '../port.ts';
import { openDuo } from './adapter.ts';
import { accountScreen, duoSuffixes } from './hosts.ts';
import { duoSeatRule } from './seat-rule.ts';
import { callsOfSync } from './sync-calls.ts';

const steps = (application: string): readonly string[] => [
  'As an Owner of the parent, log in to the Duo Admin Panel and open Applications.',
  `Protect an Application; find ${application}; Protect.`,
  'Copy Integration Key, Secret Key, API Hostname.',
];

/** Lengths are not checked to the letter: Duo does not promise them. */
const fields: readonly CredentialField[] = [
  {
    name: 'integrationKey',
    label: 'Integration Key',
    hint: '20 characters, begins with DI.',
    holds: 'key',
    secret: false,
    min: 10,
    max: 64,
    example: 'DIWJ8X6AEYOR5OMC6TQ1',
  },
  {
    name: 'secretKey',
    label: 'Secret Key',
    hint: 'Usually 40 characters. Stored encrypted, never shown again.',
    holds: 'key',
    secret: true,
    min: 20,
    max: 128,
    example: 'secret-key-of-the-application',
  },
  {
    name: 'apiHostname',
    label: 'API Hostname',
    hint: 'Like api-xxxxxxxx.duosecurity.com. Spaces, https://, path and capitals are removed.',
    holds: 'host',
    secret: false,
    example: 'api-xxxxxxxx.duosecurity.com',
  },
];

const shared = {
  needs: ['You need the Owner role in the parent account.'],
  egress:
    'Networks for API Access is optional. Leave it empty, or include the address from which this installation calls Duo.',
  rights: null,
} as const;

/** Duo Security: what it says of itself. Words and anchors of the guide: console.md 3. */
export const duo: VendorKind = {
  kind: 'duo',
  name: 'Duo Security',
  shortName: 'Duo',
  modules: [
    { id: 'billing', name: 'Billing', selectable: true, note: 'Seats beside PSA lines.' },
    { id: 'assets', name: 'Assets', selectable: false, note: 'Not available.' },
    { id: 'alerts', name: 'Alerts', selectable: false, note: 'Not available.' },
  ],
  credentialSets: [
    {
      set: 'accounts-api',
      name: 'Accounts API',
      fullName: 'Duo Accounts API',
      noun: 'Accounts API key',
      fields,
      steps: steps('Accounts API'),
      note: 'Not in the list? Duo Support enables it for Owners.',
      ...shared,
      inSandbox: 'accountsApi',
    },
    {
      set: 'admin-api',
      name: 'Admin API',
      fullName: 'Duo Admin API',
      noun: 'Admin API key',
      fields,
      steps: [...steps('Admin API'), 'Tick Grant read resource and nothing else. Save.'],
      note: 'Leave Networks for API Access empty, or include the address shown below.',
      ...shared,
      inSandbox: 'adminApi',
    },
  ],
  listedWith: 'accounts-api',
  seatRule: duoSeatRule,
  service: { key: 'duo-user-license', name: 'Duo User License' },
  hostSuffixes: duoSuffixes,
  guide: {
    title: 'How to configure Duo Security',
    sections: [
      {
        anchor: 'keys',
        title: 'Generate Vendor API Keys',
        text: 'You need the Owner role in the Duo parent account. Two applications are protected there: Accounts API, which lists the child accounts and lets Seatwise read inside them, and Admin API with "Grant read resource", which reads the parent\'s own users. Seatwise never changes anything in Duo.',
      },
      {
        anchor: 'connect',
        title: 'Connect the Integration',
        text: 'Choose the module Billing and the PSA, fill in the three credential sets, press Authenticate. Then Integration, Accounts and Services must each read Pending.',
      },
      {
        anchor: 'map',
        title: 'Map Accounts and Services',
        text: `Equal names are matched once, at first set-up; everything else is your decision. Map at least one account and one service, review, Finish. ${duoSeatRule.text}`,
      },
    ],
  },
  accountScreen,
  callsOfSync,
  open: openDuo,
  // Duo rejects a signature whose date is further away than five minutes (duo.md 1.1).
  clock: { path: '/auth/v2/ping', limitMs: 300_000 },
};
