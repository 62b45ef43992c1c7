/** The vendors one can connect. Words and anchors of the guide: console.md 3. */

const duoSteps = (application: string): string[] => [
  'As an Owner of the parent, log in to the Duo Admin Panel and open Applications.',
  `Protect an Application; find ${application}; Protect.`,
  'Copy Integration Key, Secret Key, API Hostname.',
];

const duoFields = [
  { name: 'integrationKey', label: 'Integration Key', hint: '20 characters, begins with DI.' },
  {
    name: 'secretKey',
    label: 'Secret Key',
    hint: 'Usually 40 characters. Stored encrypted, never shown again.',
  },
  {
    name: 'apiHostname',
    label: 'API Hostname',
    hint: 'Like api-xxxxxxxx.duosecurity.com. Spaces, https://, path and capitals are removed.',
  },
];

interface VendorCard {
  readonly id: string;
  readonly name: string;
  readonly modules: readonly { id: string; name: string; selectable: boolean; note: string }[];
  readonly psas: readonly { id: string; name: string; selectable: boolean }[];
  readonly credentialSets: readonly {
    set: string;
    name: string;
    steps: readonly string[];
    fields: readonly { name: string; label: string; hint: string }[];
    note: string;
  }[];
  readonly guide: { title: string; sections: readonly { anchor: string; title: string; text: string }[] };
}

export const vendorCards: readonly VendorCard[] = [
  {
    id: 'duo',
    name: 'Duo Security',
    modules: [
      { id: 'billing', name: 'Billing', selectable: true, note: 'Seats beside PSA lines.' },
      { id: 'assets', name: 'Assets', selectable: false, note: 'Not available.' },
      { id: 'alerts', name: 'Alerts', selectable: false, note: 'Not available.' },
    ],
    psas: [{ id: 'connectwise', name: 'ConnectWise', selectable: true }],
    credentialSets: [
      {
        set: 'accounts-api',
        name: 'Accounts API',
        steps: duoSteps('Accounts API'),
        fields: duoFields,
        note: 'Not in the list? Duo Support enables it for Owners.',
      },
      {
        set: 'admin-api',
        name: 'Admin API',
        steps: [...duoSteps('Admin API'), 'Tick Grant read resource and nothing else. Save.'],
        fields: duoFields,
        note: 'Networks for API Access: leave empty, or include the address from where this installation calls.',
      },
      {
        set: 'psa',
        name: 'ConnectWise',
        steps: [
          'In ConnectWise open System, Members, API Members and create a member with a security role that reads companies, agreements and the product catalog.',
          'Create API keys for it and copy both; the private one is shown once.',
          'Register a client ID at developer.connectwise.com, unless this installation has a default for it.',
        ],
        fields: [
          { name: 'site', label: 'Site', hint: 'API host, like api-na.myconnectwise.net.' },
          { name: 'companyId', label: 'Company ID', hint: 'What you type as company when signing in.' },
          { name: 'publicKey', label: 'Public Key', hint: 'Of the API member.' },
          { name: 'privateKey', label: 'Private Key', hint: 'Shown once by ConnectWise.' },
          { name: 'clientId', label: 'Client ID', hint: 'The GUID registered at developer.connectwise.com.' },
        ],
        note: 'Nothing is changed in ConnectWise until an administrator arms writing.',
      },
    ],
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
          text: 'Equal names are matched once, at first set-up; everything else is your decision. Map at least one account and one service, review, Finish. A seat is every user except in Trash or pending deletion.',
        },
      ],
    },
  },
];
