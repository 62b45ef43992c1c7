/** Requirements of ASVS 5.0, levels 1 and 2, that are met in part or not at all. The others: asvs.ts. */
export interface UnmetRequirement {
  readonly id: string;
  readonly name: string;
  readonly verdict: 'partly' | 'no';
  /** What is missing, and the test of the rest. Markdown. */
  readonly missing: string;
}

export const unmetRequirements: readonly UnmetRequirement[] = [
  {
    id: '3.4.1',
    name: 'HSTS for a year, with subdomains',
    verdict: 'partly',
    missing:
      "a year, behind https only; `includeSubDomains` is the operator's choice. `api/bad-requests.integration.test.ts`",
  },
  {
    id: '3.5.4',
    name: 'a separate host',
    verdict: 'partly',
    missing:
      "`npm start` shares localhost; cookies carry the installation's ID. `api/sign-in.integration.test.ts`",
  },
  {
    id: '4.2.1',
    name: 'no request smuggling',
    verdict: 'partly',
    missing: "Node's strict parser; the proxy is the operator's. `api/bad-requests.integration.test.ts`",
  },
  {
    id: '6.2.12',
    name: 'no breached password',
    verdict: 'partly',
    missing:
      "the library's lists only: an installation may have no outbound access. `api/sign-in/password-strength.unit.test.ts`",
  },
  {
    id: '6.3.3',
    name: 'second factor',
    verdict: 'partly',
    missing:
      'required only of roles that the sign-in policy names, at first none; what an identity provider asks for is its own policy. `api/second-factor-attacks.integration.test.ts`',
  },
  {
    id: '6.4.4',
    name: 'a lost factor is replaced after an identity check',
    verdict: 'partly',
    missing:
      'a recovery code, or a reset by another administrator, who must make sure who asks; nothing records how. `api/second-factor-attacks.integration.test.ts`',
  },
  {
    id: '6.5.5',
    name: 'codes of an app are valid for 30 seconds',
    verdict: 'partly',
    missing:
      'the code before and the code after are also accepted, since clocks differ. `api/second-factors.integration.test.ts`',
  },
  {
    id: '7.2.4',
    name: 'signing in replaces the session',
    verdict: 'partly',
    missing:
      'it gives a new token; a session that the browser already had stays valid until it expires or is ended. `api/sign-in.integration.test.ts`',
  },
  {
    id: '7.5.2',
    name: 'sessions listed, and ended after confirming',
    verdict: 'partly',
    missing:
      'ending one needs no confirmation, so that nothing delays stopping a thief. `api/sign-in.integration.test.ts`',
  },
  {
    id: '10.5.5',
    name: 'only logout tokens are taken as such',
    verdict: 'partly',
    missing:
      'by event, missing nonce, age, and single use; the type `logout+jwt` is not required, since some providers do not set it. `api/single-sign-on.integration.test.ts`',
  },
  {
    id: '11.2.2',
    name: 'replaceable cryptography',
    verdict: 'partly',
    missing:
      'keys; another algorithm needs a new version. `cli/commands/rotate-master-key.integration.test.ts`',
  },
  {
    id: '12.2.1',
    name: 'https for people',
    verdict: 'partly',
    missing:
      "required by `PUBLIC_URL` off loopback; the proxy is the operator's. `config/environment.unit.test.ts`",
  },
  {
    id: '12.3.1',
    name: 'everything encrypted',
    verdict: 'partly',
    missing: 'vendors and database; Temporal only if configured. `config/environment.unit.test.ts`',
  },
  {
    id: '12.3.3',
    name: 'internal http encrypted',
    verdict: 'no',
    missing: "workers' metrics and health are plain http in the compose network",
  },
  {
    id: '12.3.4',
    name: 'only chosen certificates internally',
    verdict: 'partly',
    missing: "`OUTBOUND_CA_FILE` adds to the system's. `http/outbound.unit.test.ts`",
  },
  {
    id: '13.2.1',
    name: 'components authenticate',
    verdict: 'partly',
    missing:
      'the database by role and password; Temporal only if configured. `db/roles/roles.integration.test.ts`',
  },
  {
    id: '13.2.4',
    name: 'allowlist of outbound calls',
    verdict: 'partly',
    missing:
      'Duo, and the PSA if set, by domain; webhooks, audit streams, and identity providers at any public name. `http/outbound-rules.unit.test.ts`',
  },
  {
    id: '13.2.5',
    name: 'the same for the server',
    verdict: 'partly',
    missing: 'likewise. `http/addresses.unit.test.ts`',
  },
  {
    id: '13.3.1',
    name: 'secrets in a vault',
    verdict: 'partly',
    missing:
      'encrypted in the database; the master key in a file (`config/key-file.unit.test.ts`) or container secret. `db/secrets/key-ring.integration.test.ts`',
  },
  {
    id: '14.2.4',
    name: 'protected as documented',
    verdict: 'partly',
    missing: 'Temporal histories, only IDs, are not encrypted. `test/faults/planted-secrets.fault.test.ts`',
  },
  {
    id: '14.3.1',
    name: 'the browser forgets at sign-out',
    verdict: 'partly',
    missing: 'the page is emptied; no `Clear-Site-Data`. `api/sign-in.integration.test.ts`',
  },
  { id: '15.1.1', name: 'patch times', verdict: 'no', missing: 'not promised yet' },
  {
    id: '15.2.1',
    name: 'no outdated component',
    verdict: 'partly',
    missing: 'checked manually before a release',
  },
  {
    id: '15.2.3',
    name: 'no test code in production',
    verdict: 'partly',
    missing: 'the sandbox is in the image, off. `config/environment.unit.test.ts`',
  },
  {
    id: '16.1.1',
    name: 'log inventory',
    verdict: 'partly',
    missing: 'audit and metrics are documented, log lines are not',
  },
  {
    id: '16.3.2',
    name: 'denied access logged',
    verdict: 'partly',
    missing: 'in the request log, not the audit. `api/roles.integration.test.ts`',
  },
  {
    id: '16.3.3',
    name: 'bypass attempts logged',
    verdict: 'partly',
    missing: 'likewise. `api/bad-requests.integration.test.ts`',
  },
  {
    id: '16.4.3',
    name: 'logs copied elsewhere',
    verdict: 'partly',
    missing:
      '[audit streams](../operating/audit.md#streams) and [external anchors](../security.md#external-anchors) where configured; log lines where the operator sends them. `worker/audit-streams.integration.test.ts`, `db/audit/anchors/anchors.integration.test.ts`',
  },
];
