import { faults } from './list.mjs';

/**
 * What `test/documentation/asvs.ts` says is met, broken once for each requirement: `npm run faults -- --asvs`, or with
 * numbers. A break names requirements whose property it takes away; the fault is one of the general list, by its name, or
 * defined here.
 *
 * @typedef {object} Break
 * @property {readonly string[]} requirements numbers of ASVS 5.0
 * @property {import('./list.mjs').Fault | string} fault
 */

const headers = {
  file: 'api/security-headers.ts',
  tests: ['api/bad-requests.integration.test.ts'],
  only: 'security headers',
};
const cookie = {
  file: 'api/sign-in/session-cookie.ts',
  tests: ['api/sign-in.integration.test.ts'],
  only: 'answers with who it is, and a cookie',
};
const bodies = { file: 'api/dispatch.ts', tests: ['api/bad-requests.integration.test.ts'] };
const sessions = { file: 'db/people/sessions.ts', tests: ['api/sign-in.integration.test.ts'] };
const limits = { tests: ['api/sign-in-limits.integration.test.ts'] };
const privileges = { file: 'db/roles/privileges.ts', tests: ['db/roles/roles.integration.test.ts'] };
const factors = { tests: ['api/second-factors.integration.test.ts'] };
const factorAttacks = { tests: ['api/second-factor-attacks.integration.test.ts'] };
const sso = { file: 'sso/client.ts', tests: ['api/single-sign-on.integration.test.ts'] };
/** An ID token whose only fault is this claim is taken. */
const takesAny = (claim) => ({
  ...sso,
  find: `          idTokenExpected: true,\n        });`,
  replace: `          idTokenExpected: true,
        }).catch((error: { cause?: { cause?: { claim?: string; claims?: oidc.IDToken } } }) => {
          const found = error.cause?.cause;
          if (found?.claim !== '${claim}') throw error;
          return { claims: () => found.claims, access_token: '' };
        });`,
});
const sealing = { file: 'db/secrets/key-ring.ts', tests: ['db/secrets/key-ring.integration.test.ts'] };

/** @type {readonly Break[]} */
export const breaks = [
  // Browsers
  { requirements: ['3.4.2'], fault: 'Every answer may be read by pages of other sites' },
  { requirements: ['3.2.1'], fault: { ...headers, name: 'An answer of the API may load content as a page', find: `defaultSrc: ["'none'"],`, replace: `defaultSrc: ["'self'"],` } },
  { requirements: ['3.4.3'], fault: { ...headers, name: 'Pages may embed plug-ins', find: `objectSrc: ["'none'"],`, replace: `objectSrc: ["'self'"],` } },
  { requirements: ['3.4.6'], fault: { ...headers, name: 'Pages of other sites may frame ours', find: `frameAncestors: ["'none'"],`, replace: `frameAncestors: ['*'],` } },
  { requirements: ['3.4.5'], fault: { ...headers, name: 'Addresses are sent to other sites', find: `policy: 'no-referrer'`, replace: `policy: 'unsafe-url'` } },
  { requirements: ['3.4.4'], fault: { ...headers, name: 'Browsers guess the type of an answer', find: `referrerPolicy: { policy: 'no-referrer' },`, replace: `referrerPolicy: { policy: 'no-referrer' },\n    xContentTypeOptions: false,` } },
  { requirements: ['14.2.3'], fault: { ...headers, name: 'Pages may send data to other sites', find: `connectSrc: ["'self'"],`, replace: `connectSrc: ['*'],` } },
  { requirements: ['14.2.2', '14.3.2'], fault: { ...headers, file: 'api/service-routes.ts', name: 'Answers may be cached', find: `response.setHeader('Cache-Control', 'no-store');`, replace: `response.setHeader('Cache-Control', 'public, max-age=60');` } },
  { requirements: ['3.3.1'], fault: { ...cookie, name: 'The session cookie is sent over plain http', find: `Path=/; Secure; HttpOnly; SameSite=Strict`, replace: `Path=/; HttpOnly; SameSite=Strict` } },
  { requirements: ['3.3.2'], fault: { ...cookie, name: 'The session cookie is sent with requests of other sites', find: `SameSite=Strict`, replace: `SameSite=None` } },
  { requirements: ['3.3.3'], fault: { ...cookie, name: 'Another host of the domain may set the session cookie', find: '`__Host-seatwise-', replace: '`seatwise-' } },
  { requirements: ['3.3.4'], fault: { ...cookie, name: 'Scripts read the session cookie', find: `Secure; HttpOnly; SameSite=Strict`, replace: `Secure; SameSite=Strict` } },
  { requirements: ['3.5.1', '3.5.2'], fault: 'A page of another site below the same domain may send requests' },
  // Requests
  { requirements: ['2.2.2'], fault: { ...bodies, name: 'A query that does not fit is taken as it is', find: `if (!query.success) throw validationProblem(query.error);\n  return query.data;`, replace: `return query.success ? query.data : request.query;`, only: 'rejects an unknown query parameter' } },
  { requirements: ['2.2.1', '15.3.3', '15.3.5'], fault: { ...bodies, name: 'A body that does not fit is taken', find: `if (!body.success) throw validationProblem(body.error, { set: route.set });\n  return body.data;`, replace: `return body.success ? body.data : request.body;`, only: 'a body that cannot be taken' } },
  { requirements: ['2.3.3'], fault: { file: 'api/dispatch.ts', tests: ['api/idempotency.integration.test.ts'], name: 'An effect is stored apart from its answer', find: `deps: { ...call.deps, db: tx } });`, replace: `deps: { ...call.deps, db: call.deps.db } });`, only: 'in one transaction' } },
  { requirements: ['1.5.2'], fault: { ...bodies, name: 'A body may be nested without an end', find: `if (nestingOf(body) > mostNesting)`, replace: `if (nestingOf(body) > 10 * mostNesting)` } },
  { requirements: ['5.2.1'], fault: { ...bodies, name: 'A body may have any size', find: `parserUpTo('256kb')`, replace: `parserUpTo('64mb')` } },
  { requirements: ['4.1.1'], fault: { ...bodies, file: 'api/problems.ts', name: 'A problem is sent as a page', find: `.type('application/problem+json')`, replace: `.type('text/html')`, only: 'a body that cannot be taken' } },
  { requirements: ['13.4.2', '16.5.1'], fault: { ...bodies, file: 'api/app.ts', name: 'What fails while an error is answered shows its stack', find: `app.set('env', 'production');`, replace: `app.set('env', 'development');`, only: 'an error that was not expected' } },
  { requirements: ['16.3.4'], fault: { ...bodies, file: 'api/app.ts', name: 'An unexpected error is not logged', find: `if (problem.status >= 500) {`, replace: `if (problem.status >= 600) {`, only: 'an error that was not expected' } },
  { requirements: ['1.3.3'], fault: { file: 'api/unstorable-text.ts', tests: ['api/unstorable-text.unit.test.ts'], name: 'A zero byte is taken as text', find: `!text.includes('\\0') && `, replace: `` } },
  { requirements: ['1.3.6'], fault: 'IPv4 inside IPv6 is not looked at' },
  { requirements: ['4.1.2'], fault: { file: 'api/start.ts', tests: ['api/events.integration.test.ts'], only: 'a plain address that other machines reach', name: 'Plain http is offered to other machines', find: `requireSafeAddress(options.host, options.deps.settings.publicUrl);`, replace: `if (options.port < 0) requireSafeAddress(options.host, options.deps.settings.publicUrl);` } },
  { requirements: ['1.1.2'], fault: { file: 'reports/csv/row.ts', tests: ['reports/csv/write.unit.test.ts'], name: 'A name leaves its cell of a CSV file', find: `/[",\\r\\n]/u.test(checked)`, replace: `checked === ''` } },
  { requirements: ['1.2.4'], fault: { file: 'db/driver/page.ts', tests: ['api/usage-lines.integration.test.ts'], name: 'What is searched for becomes part of the query', find: `like lowered(\${pattern})`, replace: `like lowered(\${sql.raw(\`'\${pattern}'\`)})`, only: 'are filtered by q=' } },
  { requirements: ['1.4.2'], fault: { file: 'psa/connectwise/planned-request.ts', tests: ['psa/connectwise/planned-request.unit.test.ts'], name: 'A quantity may overflow in ConnectWise', find: `const largestQuantity = 2_147_483_647;`, replace: `const largestQuantity = 9_007_199_254_740_991;`, only: 'creates no line of' } },
  { requirements: ['15.3.1'], fault: { file: 'api/resources/people/identity-providers.ts', tests: ['api/identity-providers.integration.test.ts'], name: 'A client secret is shown to whoever stored it', find: `return created(wire(deps, made));`, replace: `return created({ ...wire(deps, made), ...body });`, only: 'its secret is shown nowhere' } },
  { requirements: ['2.2.3'], fault: { file: 'domain/billing-rules/rule-change.ts', tests: ['api/billing-rules.integration.test.ts'], name: 'A minimum may be above its maximum', find: `maximum !== undefined && minimum > maximum`, replace: `maximum !== undefined && minimum < 0`, only: 'is rejected as BillingRuleInvalid' } },
  { requirements: ['2.3.1'], fault: { file: 'use-cases/lifecycle/finish.ts', tests: ['use-cases/lifecycle/finish.integration.test.ts'], name: 'Connecting is finished before it is verified', find: `if (!one.open)`, replace: `if (!one.open && firstSyncKey === '')` } },
  { requirements: ['3.7.2'], fault: { file: 'domain/own-path.ts', tests: ['domain/own-path.unit.test.ts'], name: 'A link is judged before its dot segments are resolved', find: `url.origin === origin && !path.startsWith('//') ? path : null`, replace: `url.origin === origin ? path : null` } },
  { requirements: ['3.7.2'], fault: { ...sso, file: 'api/resources/people/single-sign-on.ts', name: 'A sign-in leads to another site', find: `  if (ownPath(path) === null)\n`, replace: `  if (path === '')\n`, only: 'never leads out of the console' } },
  { requirements: ['15.3.7'], fault: { ...bodies, name: 'Of a repeated parameter the last one counts', find: `const query = route.query.safeParse(request.query, withoutWords);`, replace: `const query = route.query.safeParse(Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, [value].flat().at(-1)])), withoutWords);`, only: 'a repeated one' } },
  { requirements: ['5.4.1', '5.4.2'], fault: { file: 'api/file-answer.ts', tests: ['api/review-months.integration.test.ts'], name: 'A file is sent without its name', find: `\`\${disposition}; filename="\${name}"\``, replace: `name === '' ? 'inline' : disposition` } },
  { requirements: ['15.3.2'], fault: { file: 'http/outbound.ts', tests: ['http/outbound.unit.test.ts'], name: 'Redirects of vendors are followed', find: `return exchange(agent, target, {`, replace: `const { interceptors } = await import('undici');\n  return exchange(agent.compose(interceptors.redirect({ maxRedirections: 1 })) as unknown as Agent, target, {`, only: 'may be a redirect' } },
  { requirements: ['16.5.2'], fault: { ...bodies, tests: ['api/outages.integration.test.ts'], name: 'Changes are taken while the disk is full', find: `if (!isRead && deps.disk?.isFull() === true)`, replace: `if (isRead && deps.disk?.isFull() === true)`, only: 'with a full disk' } },
  { requirements: ['2.3.4'], fault: 'Idempotency keys are shared between people' },
  // Limits
  { requirements: ['2.4.1', '6.3.1'], fault: 'A sign-in attempt is counted after its hash' },
  { requirements: ['6.3.1'], fault: { ...factorAttacks, file: 'domain/defaults.ts', name: 'A step takes any number of wrong codes', find: `stepAttempts: 5,`, replace: `stepAttempts: 5_000,`, only: 'is over after five wrong codes' } },
  { requirements: ['4.1.3', '15.3.4'], fault: { ...limits, file: 'api/app.ts', name: 'Anybody says from where they come', find: `app.set('trust proxy', deps.settings.trustedProxies);`, replace: `app.set('trust proxy', true);`, only: 'that make up where they come from' } },
  { requirements: ['15.2.2'], fault: { file: 'api/export-limit.ts', tests: ['api/usage-lines.integration.test.ts'], name: 'One person has any number of exports at a time', find: `if (before >= exportsAtOnce.perPerson)`, replace: `if (before >= exportsAtOnce.perPerson * 1_000)` } },
  { requirements: ['15.2.2'], fault: { file: 'api/resources/operations/events.ts', tests: ['api/events.integration.test.ts'], name: 'One person has any number of event streams', find: `const mostOpenOfMember = 30;`, replace: `const mostOpenOfMember = 3_000;`, only: 'more than thirty' } },
  { requirements: ['15.2.2'], fault: { ...limits, file: 'api/request-limits.ts', name: 'Requests are counted and never rejected', find: `if (result.consumedPoints > perMinute)`, replace: `if (result.consumedPoints > perMinute * 1_000_000)`, only: 'requests of nobody known' } },
  { requirements: ['16.3.1'], fault: { ...limits, file: 'use-cases/people/rejected-passwords.ts', name: 'A rejected sign-in is not in the audit', find: `if (memberships.length > 0) await auditOfPerson(tx, memberships, action, by);`, replace: `if (memberships.length > 0) await auditOfPerson(tx, [], action, by);`, only: 'stands in the audit' } },
  { requirements: ['16.3.1'], fault: { ...factors, file: 'use-cases/people/sessions.ts', name: 'The audit of a sign-in does not say by which factor', find: `const detail = { method: opening.method, factor: opening.factor };`, replace: `const detail = { method: opening.method };`, only: 'is asked for after the password' } },
  { requirements: ['16.3.1'], fault: { ...sso, file: 'use-cases/people/provider-sign-in.ts', name: 'The audit of a rejected provider sign-in does not say why', find: `detail: { code, ...(reason === null ? {} : { reason }) },`, replace: `detail: { ...(reason === null ? {} : { reason }) },`, only: 'for a person without a role' } },
  // Passwords
  { requirements: ['6.2.1'], fault: { file: 'domain/defaults.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A short password is accepted', find: `leastPasswordLength: 12,`, replace: `leastPasswordLength: 4,`, only: 'of 11 characters is rejected' } },
  { requirements: ['6.2.2'], fault: { file: 'api/resources/people/session.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A new password is not stored', find: `const passwordHash = await withPassword(() => hashPassword(body.newPassword));`, replace: `const passwordHash = await withPassword(() => hashPassword(body.currentPassword));`, only: 'a new password' } },
  { requirements: ['6.2.3'], fault: { file: 'api/resources/people/session.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A password is changed without the present one', find: `if (!(await isOwnPassword(authenticator, body.currentPassword, { caller, address, requestId }))) {`, replace: `if (body.currentPassword === '' && !(await isOwnPassword(authenticator, body.currentPassword, { caller, address, requestId }))) {` } },
  { requirements: ['6.2.4'], fault: 'A common password is accepted' },
  { requirements: ['6.1.2', '6.2.11'], fault: { file: 'api/sign-in/password-strength.ts', tests: ['api/sign-in/password-strength.unit.test.ts'], name: 'Own names count as strong words', find: `...about.flatMap((text)`, replace: `...about.slice(0, 0).flatMap((text)` } },
  { requirements: ['6.2.8'], fault: { file: 'api/sign-in/passwords.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A password is compared without its blanks', find: `verify(against, password)`, replace: `verify(against, password.trim())`, only: 'counts as it was given' } },
  { requirements: ['6.2.9'], fault: { file: 'contracts/api/session.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A long password is rejected', find: `z.string().min(signIns.leastPasswordLength).max(1_024)`, replace: `z.string().min(signIns.leastPasswordLength).max(60)`, only: 'counts as it was given' } },
  { requirements: ['6.4.1'], fault: { file: 'use-cases/people/temporary-passwords.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A temporary password never expires', find: `signIns.temporaryPasswordDays * dayMs`, replace: `1_000 * signIns.temporaryPasswordDays * dayMs` } },
  { requirements: ['6.4.3'], fault: { file: 'use-cases/people/temporary-passwords.ts', tests: ['cli/commands/reset-password.integration.test.ts'], name: 'A reset leaves sessions open', find: `await endSessionsOfPerson(tx, personId, null);`, replace: `await endSessionsOfPerson(tx, '00000000-0000-4000-8000-000000000000', null);` } },
  { requirements: ['6.4.3'], fault: { ...factorAttacks, file: 'use-cases/people/temporary-passwords.ts', name: 'A reset of the password removes second factors', find: `const hadFactors = factors && (await removeFactors(tx, personId));`, replace: `const hadFactors = (await removeFactors(tx, personId)) && factors;`, only: 'the new one is asked for the factor too' } },
  // Second factors
  { requirements: ['6.3.4'], fault: { ...factors, file: 'api/resources/people/second-factor-sign-in.ts', name: 'A passkey signs in a disabled member', find: `if (member === null || member.disabledAt !== null) throw new Problem('PasskeyRejected');`, replace: `if (member === null) throw new Problem('PasskeyRejected');`, only: 'disabled member' } },
  { requirements: ['6.3.4'], fault: { file: 'api/resources/people/sessions.ts', tests: ['api/guarded-routes.integration.test.ts'], name: 'A route answers without a session', find: `export const sessionListRoutes: readonly Route[] = [\n`, replace: `export const sessionListRoutes: readonly Route[] = [\n  {\n    ...route({ method: 'post', path: '/session/other', tag, summary: 'Another way in', needs: 'read', answers: { 204: null }, handle: () => Promise.resolve(noContent()) }),\n    needs: null,\n  },\n`, only: 'without a session' } },
  { requirements: ['6.3.4'], fault: { ...factorAttacks, file: 'api/sign-in/caller.ts', name: 'A password is enough where the policy requires a second factor', find: `secondFactorRequired: found.needsSecondFactor && !isStrong,`, replace: `secondFactorRequired: false,`, only: 'limits sessions of the role' } },
  { requirements: ['6.5.1'], fault: { ...factors, file: 'db/people/totp.ts', name: 'A code of an app works twice', find: `.where('lastStep', '<', String(step))`, replace: `.where('lastStep', '<=', String(step))`, only: 'one sign-in for one code' } },
  { requirements: ['6.5.1'], fault: { ...factors, file: 'db/people/recovery-codes.ts', name: 'A recovery code works twice', find: `    .where('codeHash', '=', codeHash)\n    .where('usedAt', 'is', null)\n`, replace: `    .where('codeHash', '=', codeHash)\n`, only: 'opens one session, also of two' } },
  { requirements: ['6.5.2'], fault: { file: 'api/sign-in/passwords.ts', tests: ['api/sign-in/recovery-codes.unit.test.ts'], name: 'Recovery codes are hashed quickly', find: `hashRaw(password, { ...options, salt })`, replace: `hashRaw(password, { ...options, memoryCost: 8, timeCost: 1, salt })` } },
  { requirements: ['6.5.3'], fault: { ...factors, file: 'api/sign-in/totp.ts', name: 'Every app gets the same secret', find: `new Secret({ size: secretBytes })`, replace: `new Secret({ buffer: new ArrayBuffer(secretBytes) })`, only: 'of another person' } },
  { requirements: ['6.5.4'], fault: { ...factors, file: 'api/sign-in/recovery-codes.ts', name: 'A recovery code is short', find: `const groups = 3;`, replace: `const groups = 1;`, only: 'ten recovery codes' } },
  // Sessions
  { requirements: ['7.2.1', '7.4.1'], fault: { ...sessions, name: 'A session that was signed out is accepted', find: `await tx.deleteFrom('session').where('idHash', '=', tokenHash).execute();`, replace: `await tx.deleteFrom('session').where('idHash', '=', \`\${tokenHash}-\`).execute();`, only: 'ends on the server when signed out' } },
  { requirements: ['7.2.2'], fault: { ...cookie, name: 'Each sign-in gives the same token', find: `randomBytes(32).toString('base64url')`, replace: `Buffer.alloc(32, randomBytes(1).length).toString('base64url')`, only: 'session' } },
  { requirements: ['7.2.3'], fault: { ...cookie, name: 'A session token can be guessed', find: `randomBytes(32).toString('base64url')`, replace: `randomBytes(8).toString('base64url')` } },
  { requirements: ['7.3.1'], fault: { ...sessions, name: 'An idle session stays valid', find: `.where('session.lastSeenAt', '>', sql<Date>\`now() - make_interval(secs => \${limits.idleSeconds})\`)\n`, replace: `` , only: 'a session' } },
  { requirements: ['7.3.2'], fault: { ...sessions, name: 'A session stays valid after it expires', find: `.where('session.expiresAt', '>', sql<Date>\`now()\`)\n`, replace: ``, only: 'a session' } },
  { requirements: ['7.4.2'], fault: { ...sessions, name: 'A disabled member stays signed in', find: `.where('member.disabledAt', 'is', null)\n    .execute();\n  return new Map(`, replace: `.execute();\n  return new Map(` } },
  { requirements: ['7.4.3'], fault: 'Sessions outlive a new password' },
  { requirements: ['7.4.3'], fault: { ...factors, file: 'use-cases/people/second-factors.ts', name: 'Sessions outlive a new app', find: `  if (isOther) await endSessionsOfPerson(tx, personId, owner.sessionHash);\n`, replace: `  void isOther;\n`, only: 'signs out the other sessions' } },
  { requirements: ['7.4.5'], fault: { file: 'api/resources/people/sessions.ts', tests: ['api/sign-in.integration.test.ts'], name: 'An administrator ends no session of a member', find: `params.memberId`, replace: `caller.member.id`, only: 'an administrator ends all of a member' } },
  { requirements: ['7.5.1'], fault: { file: 'api/resources/people/own-sign-in.ts', tests: ['api/guarded-routes.integration.test.ts'], name: 'Recovery codes are replaced without confirming', find: `    path: '/me/recovery-codes',\n    keys: 'no',\n    privileged: true,\n`, replace: `    path: '/me/recovery-codes',\n    keys: 'no',\n` } },
  { requirements: ['8.1.2'], fault: { file: 'contracts/api/sign-in.ts', tests: ['test/documentation/security.unit.test.ts'], name: 'An answer may hold the secret of a provider', find: `export const IdentityProvider = z.object({\n`, replace: `export const IdentityProvider = z.object({\n  clientSecret: z.string().optional(),\n` } },
  { requirements: ['1.1.1'], fault: { ...bodies, name: 'A query is decoded twice', find: `const query = route.query.safeParse(request.query, withoutWords);`, replace: `const query = route.query.safeParse(JSON.parse(decodeURIComponent(JSON.stringify(request.query))), withoutWords);`, only: 'decodes an address once' } },
  { requirements: ['1.1.1'], fault: { ...bodies, name: 'A path is decoded twice', find: `const params = route.params.safeParse(request.params);`, replace: `const params = route.params.safeParse(JSON.parse(decodeURIComponent(JSON.stringify(request.params))));`, only: 'decodes an address once' } },
  { requirements: ['7.5.1'], fault: { file: 'api/identify.ts', tests: ['api/sign-in.integration.test.ts'], name: 'What is privileged asks for no password', find: `if (route.privileged !== true) return;`, replace: `if (route.privileged !== false) return;`, only: 'what is privileged' } },
  { requirements: ['7.5.1'], fault: { ...factorAttacks, file: 'api/sign-in/caller.ts', name: 'A password confirms for who has a second factor since', find: `isRecent && (isStrong || !hasSecondFactor(person))`, replace: `isRecent`, only: 'confirmed by the factor alone' } },
  { requirements: ['7.6.1'], fault: { ...sso, file: 'db/people/provider-sessions.ts', name: 'A session outlives its end at the provider', find: `query.where('providerSession', '=', of.providerSession)`, replace: `query.where('providerSession', '=', \`\${of.providerSession}-\`)`, only: 'signs out the sessions of one provider session' } },
  { requirements: ['7.6.2'], fault: { file: 'api/dispatch.ts', tests: ['api/sign-in.integration.test.ts'], name: 'A page of another site may sign a browser in', find: `if (request.headers.authorization === undefined && isFromOtherSite(route, request)) {`, replace: `if (caller !== null && request.headers.authorization === undefined && isFromOtherSite(route, request)) {`, only: 'cannot sign somebody in' } },
  // Identity providers
  { requirements: ['6.8.1'], fault: { ...sso, file: 'db/people/external-identities.ts', name: 'Another provider of the organization answers for a subject', find: `.select(['id', 'memberId'])\n    .where('tenantId', '=', tenantId)\n    .where('providerId', '=', providerId)`, replace: `.select(['id', 'memberId'])\n    .where('tenantId', '=', tenantId)\n    .where((eb) => eb('providerId', '=', providerId).or('providerId', '<>', providerId))`, only: 'the same subject of two providers' } },
  { requirements: ['6.8.2', '9.1.1', '9.1.3'], fault: { ...sso, name: 'The signature of an ID token is not verified', find: `  oidc.enableNonRepudiationChecks(config);\n`, replace: ``, only: 'signed with a' } },
  { requirements: ['6.8.4'], fault: { ...sso, file: 'api/sign-in/single-sign-on.ts', name: 'A provider confirms without a new sign-in', find: `authenticatedAt !== null && authenticatedAt.getTime() >= Date.parse(startedAt) - clockSkewMs;`, replace: `authenticatedAt === null || Date.parse(startedAt) > clockSkewMs;`, only: 'takes a fresh sign-in' } },
  { requirements: ['9.2.1'], fault: { ...takesAny('exp'), name: 'An ID token never expires', only: 'that has expired' } },
  { requirements: ['9.2.1'], fault: { ...takesAny('nbf'), name: 'An ID token is taken before its time', only: 'of the future' } },
  { requirements: ['9.2.2'], fault: { ...sso, file: 'sso/logout-token.ts', name: 'An ID token ends sessions', find: `    payload['nonce'] === undefined &&\n`, replace: ``, only: 'that is an ID token' } },
  { requirements: ['9.2.3', '10.5.4'], fault: { ...takesAny('aud'), name: 'An ID token for another client is taken', only: 'an ID token for another client' } },
  { requirements: ['10.1.2'], fault: { ...sso, name: 'Every sign-in at a provider has the same secrets', find: `          state: oidc.randomState(),\n          nonce: oidc.randomNonce(),\n          verifier: oidc.randomPKCECodeVerifier(),`, replace: `          state: 's'.repeat(43),\n          nonce: 'n'.repeat(43),\n          verifier: 'v'.repeat(43),`, only: 'in another browser' } },
  { requirements: ['10.2.1'], fault: { ...sso, name: 'A code is redeemed whatever the state', find: `expectedState: challenge.state,`, replace: `expectedState: oidc.skipStateCheck,`, only: 'in another browser' } },
  { requirements: ['10.2.2'], fault: { ...sso, file: 'api/sign-in/single-sign-on.ts', name: 'A code of another provider is redeemed', find: `cameBack.search = query;`, replace: `cameBack.search = query;\n  cameBack.searchParams.set('iss', provider.issuer);`, only: 'mix-up' } },
  { requirements: ['10.5.1'], fault: { ...sso, name: 'Every sign-in at a provider has the same nonce', find: `nonce: oidc.randomNonce(),`, replace: `nonce: 'n'.repeat(43),`, only: 'the ID token of an earlier sign-in' } },
  { requirements: ['10.5.2'], fault: { ...sso, file: 'domain/provider-identity.ts', name: 'An email identifies a person', find: `return identifier(claims['sub']);`, replace: `return identifier(claims['email']);`, only: 'follows a changed email' } },
  { requirements: ['10.5.3'], fault: { file: 'sso/client.ts', tests: ['api/identity-providers.integration.test.ts'], name: 'A discovery document of another issuer is taken', find: `[oidc.customFetch]: fetchThrough(outbound, AbortSignal.timeout(ssoTimeoutMs), notes),`, replace: `[oidc.customFetch]: async (address, init) => {\n        const answer = await fetchThrough(outbound, AbortSignal.timeout(ssoTimeoutMs), notes)(address, init);\n        return Response.json({ ...((await answer.json()) as object), issuer: provider.issuer });\n      },`, only: 'that is another' } },
  // Organizations
  { requirements: ['8.4.1'], fault: { file: 'use-cases/people/person-elsewhere.ts', tests: ['api/two-organizations.integration.test.ts'], name: 'An administrator resets a person of another organization too', find: `memberships.some((one) => one.tenantId !== tenantId)`, replace: `memberships.some((one) => one.tenantId === '')`, only: 'not reset by an administrator' } },
  { requirements: ['8.4.1'], fault: { file: 'api/resources/people/organizations.ts', tests: ['api/hostile-provider.integration.test.ts'], name: 'A provider opens other organizations of a person', find: `  if (method === 'provider') throw new Problem('OneOrganizationOnly');\n`, replace: `  void method;\n`, only: 'opens no other organization' } },
  // Permissions
  { requirements: ['8.2.1'], fault: { file: 'domain/roles.ts', tests: ['api/permissions.unit.test.ts', 'api/roles.integration.test.ts'], name: 'A viewer approves', find: `const viewer: readonly Permission[] = ['read'];`, replace: `const viewer: readonly Permission[] = ['read', 'approve'];` } },
  { requirements: ['8.2.2'], fault: { file: 'db/model/belongs-to-tenant.ts', tests: ['api/rejections.integration.test.ts'], name: 'IDs of another organization are answered unlike unknown ones', find: `where tenant_id = \${tenantId} and id = \${id}`, replace: `where id = \${id} or tenant_id = \${tenantId} and id = \${id}`, only: 'an id of another tenant' } },
  { requirements: ['8.3.1'], fault: 'An API key may do more than its role' },
  { requirements: ['8.2.3', '13.3.2'], fault: { ...privileges, name: 'The API reads sealed credentials', find: `  credential: { api: ['ciphertext'] },\n`, replace: `` } },
  { requirements: ['13.2.2'], fault: { ...privileges, name: 'API and workers delete rows of the audit', find: `auditEvent: { api: 'si', worker: 'si', commands: 'si' },`, replace: `auditEvent: { api: 'siud', worker: 'siud', commands: 'si' },` } },
  { requirements: ['13.4.5'], fault: { file: 'api/service-routes.ts', tests: ['api/roles.integration.test.ts'], name: 'Metrics are given to anybody', find: `tokenHash(sent)`, replace: `tokenHash(key)` } },
  { requirements: ['2.3.2', '16.5.3'], fault: 'A change is sent though the key that approved it has lost the role' },
  // Keys
  { requirements: ['13.2.3'], fault: { file: 'embedded/postgres/cluster.ts', tests: ['embedded/postgres.integration.test.ts'], name: 'Every installation has the same database password', find: `randomBytes(24).toString('base64url')`, replace: `randomBytes(1).length === 1 ? 'postgres' : ''`, only: 'wants its random password' } },
  { requirements: ['11.2.3'], fault: { file: 'domain/master-key.ts', tests: ['domain/master-key.unit.test.ts'], name: 'A master key of few bytes is taken', find: `const leastDifferentBytes = 20;`, replace: `const leastDifferentBytes = 0;` } },
  { requirements: ['11.3.1', '11.3.2'], fault: { ...sealing, name: 'Equal secrets are sealed to equal texts', find: `const iv = randomBytes(ivBytes);`, replace: `const iv = Buffer.alloc(ivBytes, randomBytes(1).length);` } },
  { requirements: ['11.3.3'], fault: 'A ciphertext is not bound to its row' },
  { requirements: ['11.4.1'], fault: { ...sealing, name: 'A fingerprint needs no key', find: `fingerprint: (plain) => sign(plain, 'fingerprint').slice(0, 12),`, replace: `fingerprint: (plain) => createHmac('md5', '').update(plain).digest('hex').slice(0, 12),` } },
  { requirements: ['11.4.3', '16.4.2'], fault: 'The detail of an audit row is not part of its hash' },
  { requirements: ['12.1.1'], fault: { file: 'http/dial.ts', tests: ['http/outbound.unit.test.ts'], name: 'TLS 1.1 is spoken', find: `minVersion: 'TLSv1.2',`, replace: `minVersion: 'TLSv1',\n    ciphers: 'DEFAULT@SECLEVEL=0',`, only: 'nothing newer than TLS 1.1' } },
  { requirements: ['12.3.2'], fault: 'Certificates are not checked' },
  // Records
  { requirements: ['16.2.1'], fault: { file: 'db/audit/audit.ts', tests: ['api/records.integration.test.ts', 'api/state-changes.integration.test.ts'], name: 'The audit does not say who', find: `actorId: entry.actor.id,`, replace: `actorId: entry.actor.kind,` } },
  { requirements: ['16.2.2'], fault: { file: 'db/lists/audit.ts', tests: ['api/records.integration.test.ts'], name: 'The audit is not found by its time', find: `list.push(sql\`e.at >= \${filter.from}\`)`, replace: `list.push(sql\`e.at <= \${filter.from}\`)`, only: 'the audit' } },
  { requirements: ['1.2.2'], fault: { file: 'contracts/api/receivers.ts', tests: ['worker/webhooks.integration.test.ts'], name: 'A webhook may have any scheme', find: `url.protocol === 'https:' &&`, replace: `url.protocol !== 'ftp:' &&` } },
]; // prettier-ignore

/** What is met by a test that no break was written for, with the reason. */
export const unbroken = {
  'a break stops the product before the test looks: a secret in an address': ['14.2.1'],
  'it needs what is built or installed: the console in a browser, the packages, a first start, every process': [
    '6.3.2', '14.3.3', '15.1.2', '16.2.4', '16.2.5',
  ],
  'the property is that of a library, which no single line takes away': ['1.2.1', '1.2.3', '5.3.2', '9.1.2'],
}; // prettier-ignore

const general = new Map(faults.map((fault) => [fault.name, fault]));

/** Each break with its requirements, as the runner plants it. */
export const asvsFaults = breaks.map(({ requirements, fault }) => {
  const planted = typeof fault === 'string' ? general.get(fault) : fault;
  if (planted === undefined) throw new Error(`no fault is called "${fault}"`);
  return { ...planted, area: `ASVS ${requirements.join(', ')}`, requirements };
});
