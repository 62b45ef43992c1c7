import { type Message, message } from '../../messages/message.ts';
import type { CredentialField } from '../../domain/kinds.ts';
import type { VendorKind } from '../port.ts';
import { openDuo } from './adapter.ts';
import { accountScreen, duoSuffixes } from './hosts.ts';
import { duoSeatRule } from './seat-rule.ts';
import { callsOfSync } from './sync-calls.ts';

const steps = (application: string): readonly Message[] => [
  message('kinds.duo.step.open'),
  message('kinds.duo.step.protect', { application }),
  message('kinds.duo.step.copy'),
];

/** Lengths are not checked to the letter: Duo does not promise them. */
const fields: readonly CredentialField[] = [
  {
    name: 'integrationKey',
    label: 'Integration Key',
    hint: message('kinds.duo.hint.integration-key'),
    holds: 'key',
    secret: false,
    min: 10,
    max: 64,
    example: 'DIWJ8X6AEYOR5OMC6TQ1',
  },
  {
    name: 'secretKey',
    label: 'Secret Key',
    hint: message('kinds.duo.hint.secret-key'),
    holds: 'key',
    secret: true,
    min: 20,
    max: 128,
    example: 'secret-key-of-the-application',
  },
  {
    name: 'apiHostname',
    label: 'API Hostname',
    hint: message('kinds.duo.hint.api-hostname'),
    holds: 'host',
    secret: false,
    example: 'api-xxxxxxxx.duosecurity.com',
  },
];

const shared = {
  needs: [message('kinds.duo.needs.owner')],
  egress: message('kinds.duo.egress'),
  rights: null,
} as const;

/** Duo Security: what it says of itself. Words and anchors of the guide: console.md 3. */
export const duo: VendorKind = {
  kind: 'duo',
  name: 'Duo Security',
  shortName: 'Duo',
  modules: [
    { id: 'billing', name: 'Billing', selectable: true, note: message('kinds.duo.module.billing') },
    { id: 'assets', name: 'Assets', selectable: false, note: message('kinds.duo.module.unavailable') },
    { id: 'alerts', name: 'Alerts', selectable: false, note: message('kinds.duo.module.unavailable') },
  ],
  credentialSets: [
    {
      set: 'accounts-api',
      name: 'Accounts API',
      fullName: 'Duo Accounts API',
      noun: 'Accounts API key',
      fields,
      steps: steps('Accounts API'),
      note: message('kinds.duo.note.accounts-api'),
      ...shared,
      inSandbox: 'accountsApi',
    },
    {
      set: 'admin-api',
      name: 'Admin API',
      fullName: 'Duo Admin API',
      noun: 'Admin API key',
      fields,
      steps: [...steps('Admin API'), message('kinds.duo.step.grant')],
      note: message('kinds.duo.note.admin-api'),
      ...shared,
      inSandbox: 'adminApi',
    },
  ],
  listedWith: 'accounts-api',
  seatRule: duoSeatRule,
  service: { key: 'duo-user-license', name: 'Duo User License' },
  hostSuffixes: duoSuffixes,
  guide: {
    title: message('kinds.duo.guide.title'),
    sections: [
      {
        anchor: 'keys',
        title: message('kinds.duo.guide.keys-title'),
        text: message('kinds.duo.guide.keys'),
      },
      {
        anchor: 'connect',
        title: message('kinds.duo.guide.connect-title'),
        text: message('kinds.duo.guide.connect'),
      },
      {
        anchor: 'map',
        title: message('kinds.duo.guide.map-title'),
        text: message('kinds.duo.guide.map', { rule: duoSeatRule.text }),
      },
    ],
  },
  accountScreen,
  callsOfSync,
  open: openDuo,
  // Duo rejects a signature whose date is further away than five minutes (duo.md 1.1).
  clock: { path: '/auth/v2/ping', limitMs: 300_000 },
};
