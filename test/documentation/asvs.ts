/**
 * OWASP's Application Security Verification Standard 5.0, levels 1 and 2: what is met and by which test, and what is not.
 * docs/reference/asvs.md is generated from it; a test looks for the tests it names.
 */

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
  { id: '6.3.3', name: 'second factor', verdict: 'no', missing: 'a later version' },
  {
    id: '7.1.2',
    name: 'number of sessions documented',
    verdict: 'partly',
    missing: 'unlimited; each is listed and can be ended; not documented as a decision',
  },
  {
    id: '8.4.1',
    name: 'tenants separated',
    verdict: 'partly',
    missing: 'by every query, not by row-level security. `api/rejections.integration.test.ts`',
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
      'Duo, and the PSA if set, by domain; webhooks to any public name. `http/outbound-rules.unit.test.ts`',
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
      '[external anchors](../security.md#external-anchors) where configured, the log where the operator sends it. `db/audit/anchors/anchors.integration.test.ts`, `worker/webhooks.integration.test.ts`',
  },
];

export interface Proof {
  /** The tests that would fail, `By reading`, or `Document`. Markdown. */
  readonly proof: string;
  /** Numbers of the requirements, each with a remark where it is not obvious. Markdown. */
  readonly requirements: string;
}

export const proofs: readonly Proof[] = [
  {
    proof: 'Document',
    requirements:
      '2.1.1 input rules (the OpenAPI document); 2.1.2 combinations ([money rules](../rules.md)); 2.1.3, 7.1.1, 13.1.1, 15.1.3 limits, times, communication, costly work ([Configuration](../configuration.md), [architecture](../architecture.md#1-the-picture)); 6.1.1, 6.1.3 sign-in ([HTTP API](../api.md#signing-in))',
  },
  {
    proof: 'Document',
    requirements:
      '8.1.1 rules ([Routes](routes.md)); 8.1.2 for fields too ([database roles](../security.md#database-roles)); 11.1.1, 11.1.2 [keys](../security.md#keys); 14.1.1, 14.1.2 [sensitive data](../security.md#what-is-protected)',
  },
  {
    proof: 'By reading',
    requirements:
      '1.2.5 (no route starts a program); 1.2.9 (one expression is built, from words of letters and digits); 1.3.2 (no `eval`); 3.5.3 (a `GET` only records the use of a session or key); 3.7.1; 6.2.5; 6.2.6 (`type=password`); 6.2.7; 6.2.10; 6.4.2; 7.4.4',
  },
  {
    proof: 'By reading',
    requirements:
      "11.2.1 (Node's OpenSSL, Argon2 of `@node-rs`); 11.4.2 (Argon2id, at the library's recommended cost); 11.5.1 (`randomBytes`); 12.1.2 (Node's defaults); 13.4.1 (the image has `dist` and modules only); 13.4.3; 13.4.4; 15.3.6",
  },
  {
    proof: '`api/bad-requests.integration.test.ts`',
    requirements:
      '1.1.1, 1.5.2, 2.2.1, 2.2.2, 3.2.1, 3.4.2, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 4.1.1, 5.2.1, 5.3.2, 13.4.2, 14.2.2, 14.2.3, 14.3.2, 15.3.3, 15.3.5, 16.3.4, 16.5.1',
  },
  {
    proof: '`test/product/hostile-names.extended.workflow.test.ts`',
    requirements: '1.1.2, 1.2.1, 1.2.3, 3.2.2',
  },
  { proof: '`worker/webhooks.integration.test.ts`', requirements: '1.2.2' },
  {
    proof: '`api/hostile-requests.extended.workflow.test.ts`',
    requirements: '1.2.4, 1.4.2, 3.7.2, 15.3.1, 15.3.7',
  },
  { proof: '`api/unstorable-text.unit.test.ts`', requirements: '1.3.3' },
  { proof: '`http/addresses.unit.test.ts`', requirements: '1.3.6' },
  { proof: '`api/rejections.integration.test.ts`', requirements: '2.2.3, 8.2.2, 8.3.1' },
  { proof: '`test/product/lifecycle.workflow.test.ts`', requirements: '2.3.1' },
  { proof: '`activities/writing/permission.integration.test.ts`', requirements: '2.3.2, 16.5.3' },
  { proof: '`api/idempotency.integration.test.ts`', requirements: '2.3.3, 2.3.4' },
  { proof: '`api/sign-in-limits.integration.test.ts`', requirements: '2.4.1, 4.1.3, 6.3.1, 15.3.4, 16.3.1' },
  {
    proof: '`api/sign-in.integration.test.ts`',
    requirements:
      '3.3.1, 3.3.2, 3.3.3, 3.3.4, 3.5.1, 3.5.2, 6.2.1, 6.2.2, 6.2.3, 6.2.8, 6.2.9, 6.4.1, 7.2.1, 7.2.2, 7.2.3, 7.2.4, 7.3.1, 7.3.2, 7.4.1, 7.4.2, 7.4.3, 7.4.5, 7.5.1, 7.5.2',
  },
  { proof: '`api/events.integration.test.ts`', requirements: '4.1.2' },
  { proof: '`api/review-months.integration.test.ts`', requirements: '5.4.1, 5.4.2' },
  { proof: '`api/sign-in/password-strength.unit.test.ts`', requirements: '6.1.2, 6.2.4, 6.2.11' },
  { proof: '`embedded/start.e2e.test.ts`', requirements: '6.3.2' },
  { proof: '`api/roles.integration.test.ts`', requirements: '6.3.4, 13.4.5' },
  { proof: '`cli/commands/reset-password.integration.test.ts`', requirements: '6.4.3' },
  { proof: '`api/permissions.unit.test.ts`', requirements: '8.2.1' },
  { proof: '`db/roles/roles.integration.test.ts`', requirements: '8.2.3, 13.2.2, 13.3.2' },
  { proof: '`domain/master-key.unit.test.ts`', requirements: '11.2.3' },
  { proof: '`db/secrets/key-ring.integration.test.ts`', requirements: '11.3.1, 11.3.2, 11.3.3, 11.4.1' },
  { proof: '`db/audit/audit-chain.integration.test.ts`', requirements: '11.4.3, 16.4.2' },
  { proof: '`http/outbound.unit.test.ts`', requirements: '12.1.1, 12.3.2, 15.3.2' },
  { proof: '`embedded/postgres.integration.test.ts`', requirements: '13.2.3' },
  {
    proof: '`test/faults/planted-secrets.fault.test.ts`',
    requirements: '14.2.1, 16.2.3, 16.2.4, 16.2.5, 16.4.1',
  },
  { proof: '`test/browser/path.browser.test.ts`', requirements: '14.3.3' },
  { proof: '`test/packaging/sbom.e2e.test.ts`', requirements: '15.1.2' },
  {
    proof: '`api/usage-lines.integration.test.ts`, `api/sign-in-limits.integration.test.ts`',
    requirements: '15.2.2',
  },
  { proof: '`api/records.integration.test.ts`', requirements: '16.2.1, 16.2.2' },
  { proof: '`test/faults/outages.extended.fault.test.ts`', requirements: '16.5.2' },
];

/** Numbers with why they do not apply. Markdown. */
export const notApplicable =
  '1.2.6 to 1.2.8, 1.3.1, 1.3.4, 1.3.5, 1.3.7 to 1.3.11, 1.4.1, 1.4.3, 1.5.1 (LDAP, XPath, LaTeX, HTML editors, SVG, templates, JNDI, memcache, mail, XML, unmanaged memory); 3.5.5 (`postMessage`); 4.3, 4.4 (GraphQL, WebSocket); 5.1.1, 5.2.2, 5.2.3, 5.3.1, 5.4.3 (uploads); ' +
  '6.4.4, 6.5, 6.6, 6.8, 7.1.3, 7.6 (one-time codes, telephones, identity providers); 9, 10 (self-contained tokens, OAuth); 11.4.4, 11.6.1 (keys from passwords, key pairs); 12.1.3 (client certificates); 12.2.2 (public certificates, at the proxy); 17 (WebRTC).';
