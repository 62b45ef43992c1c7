/** Sessions, roles, limits and what browsers may do (docs/security.md). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const signIn = [
  {
    name: 'Every answer may be read by pages of other sites',
    file: 'api/security-headers.ts',
    find: "response.setHeader('Permissions-Policy', permissionsPolicy);",
    replace:
      "response.setHeader('Permissions-Policy', permissionsPolicy);\n  response.setHeader('Access-Control-Allow-Origin', '*');",
    tests: ['api/bad-requests.integration.test.ts'],
    only: 'what a browser may do with the answer',
  },
  {
    name: 'Requests to names of other hosts are answered',
    file: 'api/app.ts',
    find: 'isLoopback(name) || known.has(name)',
    replace: 'isLoopback(name) || known.size > 0',
    tests: ['api/bad-requests.integration.test.ts'],
  },
  {
    name: 'A page of another site below the same domain may send requests',
    file: 'api/sign-in/cross-site.ts',
    find: "if (site !== undefined) return site !== 'same-origin' && site !== 'none';",
    replace: "if (site !== undefined) return site === 'cross-site';",
    tests: ['api/sign-in.integration.test.ts'],
  },
  {
    name: 'A sign-in attempt is counted after its hash',
    file: 'api/sign-in/authenticator.ts',
    find: `const attempt = await inTime(attempts.begin({ person: candidate.email, network, isKnownNetwork }));
        const fits = await passwordFits(password, person?.passwordHash ?? null).catch(
          async (error: unknown) => {
            await attempt.undone();
            throw error;
          },
        );`,
    replace: `const fits = await passwordFits(password, person?.passwordHash ?? null);
        const attempt = await inTime(attempts.begin({ person: candidate.email, network, isKnownNetwork }));`,
    tests: ['api/sign-in-limits.integration.test.ts'],
    only: 'is counted before its hash is looked at',
  },
  {
    name: 'A common password is accepted',
    file: 'api/sign-in/password-strength.ts',
    find: 'const leastScore = 3;',
    replace: 'const leastScore = 0;',
    tests: ['api/sign-in/password-strength.unit.test.ts'],
  },
  {
    name: 'The step-up of one session is valid for all of the person',
    file: 'db/people/sessions.ts',
    find: ".set({ passwordAt: sql`now()`, ...(factor === null ? {} : { factor }) })\n    .where('idHash', '=', tokenHash)",
    replace:
      ".set({ passwordAt: sql`now()`, ...(factor === null ? {} : { factor }) })\n    .where('memberId', '=', (eb) =>\n      eb.selectFrom('session as own').select('own.memberId').where('own.idHash', '=', tokenHash),\n    )",
    tests: ['api/sign-in.integration.test.ts'],
    only: 'is confirmed for the session',
  },
  {
    name: 'Sessions outlive a new password',
    file: 'use-cases/people/sessions.ts',
    find: 'await endSessionsOfPerson(tx, person.id, sessionHash);',
    replace: '',
    tests: ['api/sign-in.integration.test.ts'],
    only: 'ends with a new password',
  },
  {
    name: 'A route asks for a role that is too small',
    file: 'api/resources/settings.ts',
    find: "applies from the next reconciliation',\n    needs: 'change-settings',",
    replace: "applies from the next reconciliation',\n    needs: 'propose',",
    tests: ['api/roles.integration.test.ts'],
  },
  {
    name: 'An API key may do more than its role',
    file: 'api/dispatch.ts',
    find: '(caller === null || !mayBySettings(caller, route.needs))',
    replace: "(caller === null || (caller.by === 'session' && !mayBySettings(caller, route.needs)))",
    tests: ['api/rejections.integration.test.ts'],
    only: 'a role that is too small',
  },
  {
    name: 'An event stream outlives its API key',
    file: 'api/resources/events.ts',
    find: 'if (!stands) close();',
    replace: 'if (!stands && caller.sessionHash !== null) close();',
    tests: ['api/events.integration.test.ts'],
    only: 'of their key$',
    patience: 60,
  },
  {
    name: 'A line is ended without confirming who it is',
    file: 'api/resources/line-changes.ts',
    find: "    privileged: true,\n",
    replace: '',
    tests: ['api/guarded-routes.integration.test.ts'],
  },
  {
    name: 'A key resets the second factors of a person',
    file: 'api/resources/members.ts',
    find: "    path: '/members/{memberId}/reset-factors',\n    keys: 'no',\n",
    replace: "    path: '/members/{memberId}/reset-factors',\n",
    tests: ['api/guarded-routes.integration.test.ts'],
  },
  {
    name: 'A key may create an administrator',
    file: 'use-cases/people/limits-of-keys.ts',
    find: 'isKey(by) && mayApprove(role)',
    replace: "isKey(by) && mayApprove(role) && by.tenantId === ''",
    tests: ['api/api-keys-and-people.integration.test.ts'],
    only: 'makes nobody',
  },
  {
    name: 'A key uses a member whom it demoted itself',
    file: 'use-cases/people/limits-of-keys.ts',
    find: 'await setClosedToKeys(tx, tenantId, after.id, true);',
    replace: 'await setClosedToKeys(tx, tenantId, after.id, false);',
    tests: ['api/api-keys-and-people.integration.test.ts'],
    only: 'the member it made smaller',
  },
  {
    name: 'A key uses a member who could approve until yesterday',
    file: 'db/people/closed-to-keys.ts',
    find: 'approvedUntil.getTime() + closedMs > now.getTime()',
    replace: 'approvedUntil.getTime() > now.getTime()',
    tests: ['api/api-keys-and-people.integration.test.ts'],
    only: 'for seven days',
  },
];
