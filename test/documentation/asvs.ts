/**
 * OWASP's Application Security Verification Standard 5.0, levels 1 and 2: what is met and by which test
 * (the rest: asvs-unmet.ts). docs/reference/asvs.md is generated from both; a test looks for the tests they name.
 */

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
      '2.1.1 input rules (the OpenAPI document); 2.1.2 combinations ([money rules](../rules.md)); 2.1.3, 7.1.1, 13.1.1, 15.1.3 limits, times, communication, costly work ([Configuration](../configuration.md), [architecture](../architecture.md#1-the-picture)); 6.1.1 limits, 7.1.2 any number of sessions ([HTTP API](../api.md#signing-in)); 6.1.3 ways to sign in ([factors](../security.md#second-factors), [single sign-on](../security.md#single-sign-on)); 7.1.3 sessions of identity providers ([what the provider controls](../operating/single-sign-on.md#what-the-provider-controls))',
  },
  {
    proof: 'Document',
    requirements:
      '8.1.1 rules ([Routes](routes.md)); 11.1.1, 11.1.2 [keys](../security.md#keys); 14.1.1, 14.1.2 [sensitive data](../security.md#what-is-protected)',
  },
  {
    proof: 'By reading',
    requirements:
      '1.2.5 (no route starts a program); 1.2.9 (one expression is built, from words of letters and digits); 1.3.2 (no `eval`); 3.2.2 (React; nothing sets HTML); 3.5.3 (a `GET` only records the use of a session or key); 3.7.1; 6.2.5; 6.2.6 (`type=password`); 6.2.7; 6.2.10; 6.4.2; 7.4.4; 10.1.1 (tokens of a provider stay in `sso/` and are not kept)',
  },
  {
    proof: 'By reading',
    requirements:
      "11.2.1 (Node's OpenSSL, Argon2 of `@node-rs`); 11.4.2 (Argon2id, at the library's recommended cost); 11.5.1 (`randomBytes`); 12.1.2 (Node's defaults); 13.4.1 (the image has `dist` and modules only); 13.4.3; 13.4.4; 15.3.6; 16.2.3 (standard output, and traces where configured); 16.4.1 (each line is JSON)",
  },
  {
    proof: '`api/bad-requests.integration.test.ts`',
    requirements:
      '1.1.1, 1.5.2, 2.2.1, 2.2.2, 3.2.1, 3.4.2, 3.4.3, 3.4.4, 3.4.5, 3.4.6, 4.1.1, 5.2.1, 5.3.2, 13.4.2, 14.2.2, 14.2.3, 14.3.2, 15.3.3, 15.3.5, 15.3.7, 16.3.4, 16.5.1',
  },
  {
    proof: '`test/product/hostile-names.extended.workflow.test.ts`',
    requirements: '1.2.1, 1.2.3',
  },
  { proof: '`reports/csv/write.unit.test.ts`', requirements: '1.1.2' },
  { proof: '`worker/webhooks.integration.test.ts`', requirements: '1.2.2' },
  { proof: '`api/usage-lines.integration.test.ts`', requirements: '1.2.4' },
  { proof: '`api/billing-rules.integration.test.ts`', requirements: '2.2.3' },
  {
    proof: '`psa/connectwise/planned-request.unit.test.ts`, `api/hostile-requests.extended.workflow.test.ts`',
    requirements: '1.4.2',
  },
  {
    proof: '`api/identity-providers.integration.test.ts`, `api/hostile-requests.extended.workflow.test.ts`',
    requirements: '15.3.1',
  },
  { proof: '`api/unstorable-text.unit.test.ts`', requirements: '1.3.3' },
  { proof: '`http/addresses.unit.test.ts`', requirements: '1.3.6' },
  { proof: '`api/rejections.integration.test.ts`', requirements: '8.2.2, 8.3.1' },
  { proof: '`use-cases/lifecycle/finish.integration.test.ts`', requirements: '2.3.1' },
  { proof: '`activities/writing/permission.integration.test.ts`', requirements: '2.3.2, 16.5.3' },
  { proof: '`api/idempotency.integration.test.ts`', requirements: '2.3.3, 2.3.4' },
  { proof: '`api/sign-in-limits.integration.test.ts`', requirements: '2.4.1, 4.1.3, 15.3.4' },
  {
    proof: '`api/sign-in-limits.integration.test.ts`, `api/second-factor-attacks.integration.test.ts`',
    requirements: '6.3.1',
  },
  {
    proof:
      '`api/sign-in-limits.integration.test.ts`, `api/second-factors.integration.test.ts`, `api/single-sign-on.integration.test.ts`',
    requirements: '16.3.1 (each method, with its factor)',
  },
  { proof: '`api/second-factors.integration.test.ts`', requirements: '6.5.1, 6.5.3, 6.5.4' },
  { proof: '`api/sign-in/recovery-codes.unit.test.ts`', requirements: '6.5.2' },
  {
    proof:
      '`api/guarded-routes.integration.test.ts`, `api/second-factor-attacks.integration.test.ts`, `api/second-factors.integration.test.ts`',
    requirements: '6.3.4 (each way in is pinned; role, policy, and disabling hold for all)',
  },
  {
    proof: '`test/documentation/security.unit.test.ts`',
    requirements: '8.1.2 ([fields](../security.md#fields))',
  },
  {
    proof: '`api/sign-in.integration.test.ts`, `api/second-factors.integration.test.ts`',
    requirements: '7.4.3',
  },
  {
    proof:
      '`api/guarded-routes.integration.test.ts`, `api/sign-in.integration.test.ts`, `api/second-factor-attacks.integration.test.ts`',
    requirements: '7.5.1',
  },
  {
    proof: '`api/single-sign-on.integration.test.ts`',
    requirements:
      '6.8.1, 6.8.2, 6.8.4 (how recently; Seatwise asks a provider for no strength), 7.6.1, 9.1.1, 9.1.2, 9.1.3, 9.2.1, 9.2.2, 9.2.3, 10.1.2, 10.2.1, 10.2.2, 10.5.1, 10.5.2, 10.5.4',
  },
  {
    proof: '`domain/own-path.unit.test.ts`, `api/single-sign-on.integration.test.ts`',
    requirements: '3.7.2',
  },
  { proof: '`api/identity-providers.integration.test.ts`', requirements: '10.5.3' },
  {
    proof:
      '`api/rejections.integration.test.ts`, `api/two-organizations.integration.test.ts`, `api/hostile-provider.integration.test.ts`',
    requirements: '8.4.1 (by every query, not by row-level security)',
  },
  {
    proof: '`api/sign-in.integration.test.ts`',
    requirements:
      '3.3.1, 3.3.2, 3.3.3, 3.3.4, 3.5.1, 3.5.2, 6.2.1, 6.2.2, 6.2.3, 6.2.8, 6.2.9, 6.4.1, 7.2.1, 7.2.2, 7.2.3, 7.3.1, 7.3.2, 7.4.1, 7.4.2, 7.4.5, 7.6.2',
  },
  { proof: '`api/events.integration.test.ts`', requirements: '4.1.2' },
  { proof: '`api/review-months.integration.test.ts`', requirements: '5.4.1, 5.4.2' },
  { proof: '`api/sign-in/password-strength.unit.test.ts`', requirements: '6.1.2, 6.2.4, 6.2.11' },
  { proof: '`embedded/start.e2e.test.ts`', requirements: '6.3.2' },
  { proof: '`api/roles.integration.test.ts`', requirements: '13.4.5' },
  {
    proof:
      '`cli/commands/reset-password.integration.test.ts`, `api/second-factor-attacks.integration.test.ts`',
    requirements: '6.4.3',
  },
  { proof: '`api/permissions.unit.test.ts`', requirements: '8.2.1' },
  { proof: '`db/roles/roles.integration.test.ts`', requirements: '8.2.3, 13.2.2, 13.3.2' },
  { proof: '`domain/master-key.unit.test.ts`', requirements: '11.2.3' },
  { proof: '`db/secrets/key-ring.integration.test.ts`', requirements: '11.3.1, 11.3.2, 11.3.3, 11.4.1' },
  { proof: '`db/audit/audit-chain.integration.test.ts`', requirements: '11.4.3, 16.4.2' },
  { proof: '`http/outbound.unit.test.ts`', requirements: '12.1.1, 12.3.2, 15.3.2' },
  { proof: '`embedded/postgres.integration.test.ts`', requirements: '13.2.3' },
  {
    proof: '`test/faults/planted-secrets.fault.test.ts`',
    requirements: '14.2.1, 16.2.4, 16.2.5',
  },
  { proof: '`test/browser/path.browser.test.ts`', requirements: '14.3.3' },
  { proof: '`test/packaging/sbom.e2e.test.ts`', requirements: '15.1.2' },
  {
    proof:
      '`api/usage-lines.integration.test.ts`, `api/sign-in-limits.integration.test.ts`, `api/events.integration.test.ts`',
    requirements: '15.2.2 (exports, sign-ins, requests, open streams)',
  },
  { proof: '`api/records.integration.test.ts`', requirements: '16.2.1, 16.2.2' },
  {
    proof: '`api/outages.integration.test.ts`, `test/faults/outages.extended.fault.test.ts`',
    requirements: '16.5.2',
  },
];

/** Numbers with why they do not apply. Markdown. */
export const notApplicable =
  '1.2.6 to 1.2.8, 1.3.1, 1.3.4, 1.3.5, 1.3.7 to 1.3.11, 1.4.1, 1.4.3, 1.5.1 (LDAP, XPath, LaTeX, HTML editors, SVG, templates, JNDI, memcache, mail, XML, unmanaged memory); 3.5.5 (`postMessage`); 4.3, 4.4 (GraphQL, WebSocket); 5.1.1, 5.2.2, 5.2.3, 5.3.1, 5.4.3 (uploads); ' +
  '6.6, 6.8.3 (codes sent to telephones, SAML); 9.2.4, 10.3, 10.4, 10.6, 10.7 (Seatwise issues no tokens and takes none as access); 11.4.4, 11.6.1 (keys from passwords, key pairs); 12.1.3 (client certificates); 12.2.2 (public certificates, at the proxy); 17 (WebRTC).';
