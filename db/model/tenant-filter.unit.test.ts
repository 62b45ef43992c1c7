import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectFolder, readText } from '../../test/documentation/markdown.ts';
import { snakeCase } from '../driver/camel-case.ts';

/** Statements that see every tenant, by file and function, each with its reason. */
const ofEveryTenant: Readonly<Record<string, string>> = {
  'cli/doctor/database.ts examineSyncs': 'the doctor looks at the whole installation',
  'cli/doctor/database.ts examineWriting': 'the doctor looks at the whole installation',
  'cli/doctor/vendors.ts examineVendors': 'the doctor looks at the whole installation',
  'db/audit/audit-chain.ts resignCheckpoints': 'a new master key signs every chain again',
  'db/audit/ledger-position.ts resignLedgerPositions': 'a new master key signs every position',
  'db/integrations/integrations.ts liveIntegrations': 'the repair loop sees to every integration',
  'db/write-back/outbox.ts giveBackOutbox':
    'the relay claims rows of every tenant and gives back those, by id',
  'db/write-back/outbox.ts noteRelayed': 'the relay claims rows of every tenant and concludes those, by id',
  'db/housekeeping/housekeeping.ts scheduledIntegrations': 'housekeeping sees to every integration',
  'db/lists/sync-runs.ts runsWithLine': 'begins a statement; whoever goes on with it filters',
  'db/notices/audit-streams.ts resealStreamSecrets': 'a new master key re-seals every secret',
  'db/notices/webhooks.ts sealedWebhookSecrets': 'a new master key re-seals every secret',
  'db/people/api-keys.ts findApiKeyInUse': 'the key says whose it is',
  'db/people/identity-providers.ts resealProviderSecrets': 'a new master key re-seals every secret',
  'db/people/identity-providers.ts tenantOfProvider': 'the ID in the address of a callback says whose it is',
  'db/people/known-by-email.ts membersKnownAs': 'the operator names people of the whole installation',
  'db/people/memberships.ts lockMemberships': 'a person signs in to each of their organizations',
  'db/people/memberships.ts membershipsOf': 'a person signs in to each of their organizations',
  'db/people/needs-second-factor.ts isSecondFactorRequiredOf': 'a person may be in several organizations',
  'db/people/provider-sessions.ts useLogoutToken': 'what has expired goes, whosever it was',
  'db/people/provider-steps.ts beginProviderStep': 'what has expired goes, whosever it was',
  'db/people/provider-steps.ts endProviderStep': 'by the hash of its token, which is one browser’s',
  'db/people/remove-factors.ts removeFactors': 'factors are a person’s',
  'db/people/remove-factors.ts removeOtherFactors': 'factors are a person’s',
  'db/people/sessions.ts endSession': 'by the hash of its token, which is one person’s',
  'db/people/sessions.ts findSessions': 'the token says whose it is',
  'db/people/sessions.ts forgetEndedSessions': 'what has ended goes, whosever it was',
  'db/people/sessions.ts noteConfirmation': 'by the hash of its token, which is one person’s',
  'db/people/sessions.ts touchSession': 'by the hash of its token, which is one person’s',
  'db/people/sign-in-options.ts isSsoRequiredAnywhere': 'the sign-in page serves the whole installation',
  'db/people/sign-in-steps.ts beginStep': 'by the hash of its token, which one browser or session has',
  'db/people/sign-in-steps.ts endStep': 'by the hash of its token, which one browser or session has',
  'db/people/sign-in-steps.ts endStepsOf': 'a person signs in to the installation, not to an organization',
  'db/people/sign-in-steps.ts findStep': 'by the hash of its token, which one browser or session has',
  'db/people/sign-in-steps.ts keepChallenge': 'by the hash of its token, which one browser or session has',
  'db/people/sign-in-steps.ts tryStep': 'by the hash of its token, which one browser or session has',
  'db/runs/run-stalls.ts stalledRuns': 'the repair loop sees to every run',
  'db/runs/sync-runs.ts activeRuns': 'the repair loop sees to every run',
  'db/secrets/credentials.ts resealCredentials': 'a new master key re-seals every credential',
  'use-cases/operations/restore-audit.ts integrationsToNotify': 'a restored backup is the whole installation',
  'use-cases/operations/restore-audit.ts markRestored': 'a restored backup is the whole installation',
  'use-cases/write-back/write-stop.ts awaitsAdministrator': 'writing stops for the whole installation',
  'use-cases/write-back/write-stop.ts liftWriteStop':
    'writing stops, and goes on, for the whole installation',
  'use-cases/write-back/write-stop.ts someUnreadSince':
    'writing stops, and goes on, for the whole installation',
  'use-cases/write-back/write-stop.ts stopWritesIn': 'writing stops, and goes on, for the whole installation',
};

const sourceOf = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readText(path), ts.ScriptTarget.Latest, true);

/** Names of tables whose rows have a `tenantId`. */
function tenantTables(): ReadonlySet<string> {
  const ofTenant = new Set<string>();
  const tables = new Map<string, string>();
  for (const file of readdirSync(join(projectFolder, 'db/model/tables'))) {
    const source = sourceOf(`db/model/tables/${file}`);
    for (const node of source.statements.filter(ts.isInterfaceDeclaration))
      for (const member of node.members.filter(ts.isPropertySignature)) {
        const name = member.name.getText(source);
        if (node.name.text.endsWith('Tables')) tables.set(name, member.type?.getText(source) ?? '');
        else if (name === 'tenantId') ofTenant.add(node.name.text);
      }
  }
  return new Set([...tables].flatMap(([table, type]) => (ofTenant.has(type) ? [table] : [])));
}

const begins = new Set(['selectFrom', 'updateTable', 'deleteFrom']);

/** A chain of Kysely from the table it begins at to its end; null: this node begins none. */
function chainFrom(node: ts.Node): { readonly table: string; readonly chain: ts.Node } | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const [table] = node.arguments;
  if (!begins.has(node.expression.name.text) || table === undefined || !ts.isStringLiteral(table))
    return null;
  let chain: ts.Node = node;
  while (ts.isPropertyAccessExpression(chain.parent) && ts.isCallExpression(chain.parent.parent))
    chain = chain.parent.parent;
  return { table: table.text.split(' ')[0] ?? '', chain };
}

const whereTenant = /\.where(?:Ref)?\(\s*(?:'(?:\w+\.)?tenantId',\s*'='|ownedBy\()/u;
/** `conditions`: those of a list, which begin with the tenant's. */
const sqlTenant = /tenant_id\s*=|\btenant_id, |ownedBy\(|\b(?:conditions|scopeOf)\(/u;

/** The function of the file, or its constant, in which something stands. */
function homeOf(node: ts.Node): { readonly name: string; readonly text: string } {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionDeclaration(at) && at.name !== undefined)
      return { name: at.name.text, text: at.getText() };
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) && ts.isSourceFile(at.parent.parent.parent))
      return { name: at.name.text, text: at.getText() };
  }
  return { name: '', text: '' };
}

/** Functions of a source with a statement on a table of a tenant that does not say whose rows it means. */
function unfiltered(source: ts.SourceFile, tables: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const named = new RegExp(`\\b(?:from|join|update)\\s+(?:${[...tables].map(snakeCase).join('|')})\\b`, 'u');
  const look = (node: ts.Node): void => {
    const begun = chainFrom(node);
    if (begun !== null && tables.has(begun.table) && !whereTenant.test(begun.chain.getText(source)))
      found.push(homeOf(node).name);
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source).startsWith('sql')) {
      const home = homeOf(node);
      // The conditions of a list are written beside it.
      if (named.test(node.template.getText(source)) && !sqlTenant.test(home.text)) found.push(home.name);
    }
    node.forEachChild(look);
  };
  look(source);
  return found;
}

const files = execFileSync(
  'git',
  ['ls-files', 'activities', 'api', 'cli', 'db', 'embedded', 'use-cases', 'worker'],
  { cwd: projectFolder, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => /(?<!\.(?:test|fixture|bench))\.ts$/u.test(path) && !path.startsWith('db/migrations/'));

it('each statement on a table of a tenant says whose rows it means, but for those that are named', () => {
  const tables = tenantTables();
  const found = files.flatMap((path) =>
    unfiltered(sourceOf(path), tables).map((where) => `${path} ${where}`),
  );
  expect([...new Set(found)].sort()).toEqual(Object.keys(ofEveryTenant).sort());
});

it('a statement without the filter is found', () => {
  const faulty = "const all = (db) => db.selectFrom('member').select(['id', 'tenantId']).execute();\n".concat(
    'async function some(db) { await sql`update notice set state = 1`.execute(db); }',
  );
  const source = ts.createSourceFile('faulty.ts', faulty, ts.ScriptTarget.Latest, true);
  expect(unfiltered(source, tenantTables())).toEqual(['all', 'some']);
});
