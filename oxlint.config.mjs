import { defineConfig } from 'oxlint';

/** By name as errors; `extra`: those with options. */
const errors = (names, extra = {}) => ({
  ...Object.fromEntries(names.map((name) => [name, 'error'])),
  ...extra,
});
const off = (names) => Object.fromEntries(names.map((name) => [name, 'off']));

/** What is wrong in any JavaScript: ESLint's own recommendation. */
const everywhere = `
  constructor-super for-direction getter-return no-async-promise-executor no-case-declarations no-class-assign
  no-compare-neg-zero no-cond-assign no-const-assign no-constant-binary-expression no-constant-condition
  no-control-regex no-debugger no-delete-var no-dupe-class-members no-dupe-else-if no-dupe-keys no-duplicate-case
  no-empty no-empty-character-class no-empty-pattern no-empty-static-block no-ex-assign no-extra-boolean-cast
  no-fallthrough no-func-assign no-global-assign no-import-assign no-invalid-regexp no-irregular-whitespace
  no-loss-of-precision no-misleading-character-class no-new-native-nonconstructor no-nonoctal-decimal-escape
  no-obj-calls no-prototype-builtins no-redeclare no-regex-spaces no-self-assign no-setter-return
  no-shadow-restricted-names no-sparse-arrays no-this-before-super no-unassigned-vars no-undef no-unexpected-multiline
  no-unreachable no-unsafe-finally no-unsafe-negation no-unsafe-optional-chaining no-unused-labels
  no-unused-private-class-members no-unused-vars no-useless-assignment no-useless-backreference no-useless-catch
  no-useless-escape no-with preserve-caught-error require-yield use-isnan valid-typeof`
  .trim()
  .split(/\s+/u);

/** Of these the compiler speaks already. */
const saidByTypes = `
  constructor-super getter-return no-class-assign no-const-assign no-dupe-class-members no-dupe-keys no-func-assign
  no-import-assign no-new-native-nonconstructor no-obj-calls no-redeclare no-setter-return no-this-before-super no-undef
  no-unreachable no-unsafe-negation no-with`
  .trim()
  .split(/\s+/u);

/** With types: what typescript-eslint calls strict. */
const withTypes = `
  no-var prefer-const prefer-rest-params prefer-spread no-array-constructor no-unused-expressions
  no-useless-constructor
  typescript/await-thenable typescript/consistent-type-imports typescript/no-array-delete typescript/no-base-to-string
  typescript/no-deprecated typescript/no-duplicate-enum-values typescript/no-duplicate-type-constituents
  typescript/no-dynamic-delete typescript/no-empty-object-type typescript/no-explicit-any
  typescript/no-extra-non-null-assertion typescript/no-extraneous-class typescript/no-floating-promises
  typescript/no-for-in-array typescript/no-generated-empty-object-type typescript/no-implied-eval
  typescript/no-invalid-void-type typescript/no-meaningless-void-operator typescript/no-misused-new
  typescript/no-misused-promises typescript/no-misused-spread typescript/no-mixed-enums typescript/no-namespace
  typescript/no-non-null-asserted-nullish-coalescing typescript/no-non-null-asserted-optional-chain
  typescript/no-non-null-assertion typescript/no-redundant-type-constituents typescript/no-require-imports
  typescript/no-this-alias typescript/no-unnecessary-boolean-literal-compare typescript/no-unnecessary-condition
  typescript/no-unnecessary-template-expression typescript/no-unnecessary-type-arguments
  typescript/no-unnecessary-type-assertion typescript/no-unnecessary-type-constraint
  typescript/no-unnecessary-type-conversion typescript/no-unnecessary-type-parameters typescript/no-unsafe-argument
  typescript/no-unsafe-assignment typescript/no-unsafe-call typescript/no-unsafe-declaration-merging
  typescript/no-unsafe-enum-comparison typescript/no-unsafe-function-type typescript/no-unsafe-member-access
  typescript/no-unsafe-return typescript/no-unsafe-unary-minus typescript/no-useless-default-assignment
  typescript/no-wrapper-object-types typescript/only-throw-error typescript/prefer-as-const
  typescript/prefer-literal-enum-member typescript/prefer-namespace-keyword typescript/prefer-promise-reject-errors
  typescript/prefer-reduce-type-parameter typescript/prefer-return-this-type typescript/related-getter-setter-pairs
  typescript/require-await typescript/triple-slash-reference typescript/unbound-method typescript/unified-signatures
  typescript/use-unknown-in-catch-callback-variable`
  .trim()
  .split(/\s+/u);

/** React's own, without what only the React Compiler needs, which is not used here (docs/decisions/0027-checks.md). */
const ofHooks = `
  react/rules-of-hooks react/exhaustive-deps react/static-components react/use-memo react/void-use-memo
  react/preserve-manual-memoization react/globals react/error-boundaries react/purity react/set-state-in-render
  react/unsupported-syntax`
  .trim()
  .split(/\s+/u);

/** Which folders a folder may import from; docs/reference/folders.md is generated from it. */
const mayImport = {
  messages: [],
  domain: ['messages/message'],
  telemetry: ['contracts/temporal'],
  http: ['telemetry'],
  config: ['contracts/temporal', 'domain', 'messages'],
  contracts: ['domain', 'messages/message', 'messages/stored', 'messages/temporal-texts', 'messages/terms'],
  workflows: [
    'contracts/temporal',
    'contracts/errors',
    'domain',
    'messages/message',
    'messages/temporal-texts',
    'messages/workflow-texts',
  ],
  vendors: ['domain', 'http', 'messages/message'],
  sso: ['domain', 'http'],
  psa: ['domain', 'http', 'messages/message', 'messages/english'],
  db: ['domain', 'contracts/stored', 'messages/message', 'messages/message-error', 'messages/stored'],
  reports: ['contracts/api/table-cells', 'domain', 'messages'],
  'use-cases': ['contracts', 'domain', 'db', 'messages', 'reports'],
  activities: ['contracts', 'domain', 'db', 'use-cases', 'vendors', 'psa', 'messages', 'reports'],
  api: ['contracts', 'domain', 'db', 'use-cases', 'messages', 'reports', 'sso/port', 'telemetry'],
  worker: [
    'contracts',
    'domain',
    'db',
    'use-cases',
    'vendors',
    'psa',
    'http',
    'activities',
    'workflows',
    'messages',
    'telemetry',
  ],
  web: [
    'contracts/api',
    'contracts/errors',
    'domain/defaults',
    'domain/billing-rules/billable-units',
    'domain/entra-issuer',
    'domain/own-path',
    'messages/error-texts',
    'messages/message',
    'messages/params',
    'messages/rendering',
    'messages/generated',
    'messages/locales',
    'messages/terms',
  ],
  sandbox: ['domain/scenarios'],
};

/**
 * Within a folder: which of its other parts a part may import. Parts that are named form no circle; what lies in the
 * folder itself is for all of them (docs/architecture.md 2).
 */
const partsMayImport = {
  db: {
    driver: [],
    migrations: [],
    model: ['driver'],
    roles: ['driver', 'model'],
    settings: ['driver', 'model'],
    integrations: ['driver', 'model'],
    secrets: ['driver', 'model'],
    people: ['driver', 'model', 'secrets'],
    housekeeping: ['driver', 'model'],
    schema: ['driver', 'migrations', 'model', 'roles', 'secrets'],
    backup: ['driver', 'migrations', 'model', 'schema', 'secrets'],
    'billing-rules': ['driver', 'model', 'people'],
    mapping: ['driver', 'model', 'integrations'],
    notices: ['driver', 'model', 'settings', 'integrations', 'secrets', 'people'],
    audit: ['driver', 'model', 'secrets', 'notices'],
    runs: ['driver', 'model', 'integrations', 'notices'],
    readings: ['driver', 'model', 'settings', 'notices', 'runs'],
    'write-back': ['driver', 'model', 'settings', 'integrations', 'secrets', 'notices'],
    usage: [
      'driver',
      'model',
      'billing-rules',
      'settings',
      'integrations',
      'people',
      'audit',
      'runs',
      'readings',
      'write-back',
    ],
    lists: [
      'driver',
      'model',
      'settings',
      'integrations',
      'secrets',
      'people',
      'notices',
      'audit',
      'runs',
      'readings',
      'mapping',
      'write-back',
      'usage',
    ],
  },
  domain: {
    housekeeping: [],
    'billing-rules': [],
    usage: ['billing-rules'],
    comparison: ['billing-rules', 'usage'],
    margin: ['usage', 'comparison'],
    mapping: ['usage', 'comparison'],
    runs: ['usage', 'comparison'],
    decisions: ['billing-rules', 'usage', 'comparison'],
    'write-back': ['billing-rules', 'usage', 'comparison', 'decisions'],
    months: ['billing-rules', 'margin', 'usage', 'comparison', 'decisions', 'write-back'],
    reconciliation: ['billing-rules', 'usage', 'comparison', 'decisions', 'write-back'],
  },
  'use-cases': {
    reports: [],
    notices: [],
    composition: ['notices'],
    mapping: ['composition'],
    lifecycle: ['composition', 'notices'],
    'write-back': ['composition', 'notices'],
    runs: ['composition', 'notices', 'lifecycle'],
    'billing-rules': ['composition', 'notices', 'write-back'],
    decisions: ['composition', 'write-back'],
    people: ['write-back'],
    operations: ['composition', 'lifecycle', 'write-back'],
  },
  activities: {
    runtime: [],
    credentials: ['runtime'],
    schedules: ['runtime'],
    writing: ['runtime', 'credentials'],
    sync: ['runtime', 'credentials'],
    lifecycle: ['runtime', 'credentials', 'schedules', 'sync'],
    housekeeping: ['runtime', 'credentials', 'schedules'],
  },
};

const folders = [
  'activities',
  'api',
  'cli',
  'config',
  'contracts',
  'db',
  'dev',
  'domain',
  'embedded',
  'http',
  'messages',
  'psa',
  'reports',
  'sandbox',
  'scripts',
  'sso',
  'telemetry',
  'test',
  'tools',
  'use-cases',
  'vendors',
  'web',
  'worker',
  'workflows',
];

const notFromTools = {
  regex: '^(\\.\\./)+tools/',
  message: 'Only tests may import tools/ (docs/architecture.md, folders).',
};

function importDirection(
  folder,
  allowed,
  files = [`${folder}/**/*.{ts,tsx}`],
  up = '(\\.\\./)+',
  within = [],
) {
  const forbidden = folders
    .filter((other) => other !== folder && !allowed.some((a) => a === other || a.startsWith(`${other}/`)))
    .map((other) => ({
      regex: `^${up}${other}/`,
      message: `${folder}/ must not import ${other}/ (docs/architecture.md, folders).`,
    }));
  const narrowed = allowed
    .filter((a) => a.includes('/'))
    .map((a) => a.split('/')[0])
    .filter((value, index, all) => all.indexOf(value) === index)
    .map((top) => ({
      regex: `^${up}${top}/(?!${allowed
        .filter((a) => a.startsWith(`${top}/`))
        .map((a) => a.slice(top.length + 1))
        .join('|')})`,
      message: `${folder}/ may import only ${allowed.filter((a) => a.startsWith(`${top}/`)).join(', ')} of ${top}/.`,
    }));
  const extra =
    folder === 'workflows'
      ? [
          {
            regex: '^(?!\\.|@temporalio/(workflow|common)$)',
            message: 'workflows/ may import only @temporalio/workflow and @temporalio/common.',
          },
        ]
      : folder === 'domain'
        ? [{ regex: '^(?!\\.|decimal\\.js$)', message: 'domain/ is pure: decimal.js is its only package.' }]
        : folder === 'use-cases'
          ? [
              {
                regex: '^(?!\\.|(kysely|pg)$|node:(crypto|util)$)',
                message:
                  'use-cases/ works on rows and values alone: no Express, Temporal, network or vendor.',
              },
            ]
          : [];
  return {
    files,
    rules: {
      'eslint-js/no-restricted-imports': [
        'error',
        { patterns: [...forbidden, ...narrowed, ...extra, ...within] },
      ],
    },
  };
}

/** The same for each part of a folder, with what it may not import of its neighbors. */
function partDirections(folder, parts) {
  const names = Object.keys(parts);
  return Object.entries(parts).flatMap(([part, allowed]) =>
    [1, 2].map((depth) =>
      importDirection(
        folder,
        mayImport[folder],
        [`${folder}/${part}/${'*/'.repeat(depth - 1)}*.{ts,tsx}`],
        '(\\.\\./)+',
        names
          .filter((other) => other !== part && !allowed.includes(other))
          .map((other) => ({
            regex: `^(\\.\\./){${depth}}${other}/`,
            message: `${folder}/${part}/ must not import ${folder}/${other}/ (docs/architecture.md, folders).`,
          })),
      ),
    ),
  );
}
/** The layers of web/: which of its folders each may import from. */
const layers = {
  values: [],
  api: ['values'],
  components: ['values'],
  context: ['values', 'api', 'components'],
  screens: ['values', 'api', 'components', 'context', 'build'],
  app: ['values', 'api', 'components', 'context', 'screens', 'styles'],
};

/** Screens that show parts of others: a list without a cycle. */
const screens = {
  'write-back-switch': ['usage-line'],
  connect: ['set-up'],
  integration: ['write-back-switch', 'credentials', 'set-up'],
  integrations: ['month', 'notices', 'runs', 'set-up'],
  'mapping-accounts': ['mapping'],
  'mapping-services': ['mapping'],
  month: ['month-end', 'notices', 'reports', 'runs', 'usage-line'],
  'month-end': ['usage-line'],
  'set-up': ['credentials', 'mapping-accounts', 'mapping-services'],
  settings: ['factors', 'sign-in-policy', 'your-sign-in'],
  'your-sign-in': ['factors'],
  'sign-in': ['factors', 'settings'],
  'not-billed-yet': ['line-change'],
  usage: ['line-change', 'write-back-switch', 'mapping', 'month-end', 'usage-line'],
  'usage-line': ['line-change'],
  'write-backs': ['write-back-switch', 'usage-line'],
};

/** Parts of the usage screen; what lies above them may import all. */
const usageParts = {
  review: [],
  keyboard: ['review'],
  list: ['review'],
  panel: ['review', 'list'],
  bulk: ['review', 'panel'],
  dialogs: ['review', 'bulk'],
};

/** `up`: what leads out to where these folders stand. */
const notImported = (names, allowed, up, message) => ({
  regex: `^${up}(?!(?:${[...allowed, '-'].join('|')})/)(?:${names})/`,
  message: `${message} (docs/architecture.md, folders).`,
});

const upTo = (steps) => `(\\.\\./){${steps}}`;

/** @param depth folders between web/ and its files. */
const layer = (name, files, depth, more = []) =>
  importDirection('web', mayImport.web, files, upTo(depth + 1), [
    notImported(
      [...Object.keys(layers), 'build', 'styles'].join('|'),
      [name, ...layers[name]],
      upTo(depth),
      `web/${name}/ must not import this folder of web/`,
    ),
    ...more,
  ]);

const otherScreens = (name, steps) =>
  notImported(
    '[^/.]+',
    [name, ...(screens[name] ?? [])],
    upTo(steps),
    'A screen imports only those screens that are listed for it in oxlint.config.mjs',
  );

const consoleLayers = [
  ...Object.keys(layers)
    .filter((name) => name !== 'screens')
    .flatMap((name) => [
      layer(name, [`web/${name}/*.{ts,tsx}`], 1),
      layer(name, [`web/${name}/*/*.{ts,tsx}`], 2),
    ]),
  // A screen that is not in the list shows no part of another.
  layer('screens', ['web/screens/*/*.{ts,tsx}'], 2, [otherScreens('-', 1)]),
  ...Object.keys(screens).map((name) =>
    layer('screens', [`web/screens/${name}/*.{ts,tsx}`], 2, [otherScreens(name, 1)]),
  ),
  ...Object.entries(usageParts).map(([part, allowed]) =>
    layer('screens', [`web/screens/usage/${part}/*.{ts,tsx}`], 3, [
      otherScreens('usage', 2),
      notImported('[^/.]+', [part, ...allowed], upTo(1), `usage/${part}/ must not import this part`),
      { regex: '^\\.\\./[^/]+$', message: 'The screen imports its parts, not the other way round.' },
    ]),
  ),
];

/** Names are camelCase, of tables and columns too (docs/decisions/0031); the text of statements is not looked at. */
const noSnakeCase = [
  // But for options of PostgreSQL's driver, a certificate's field, and names of OpenID Connect.
  'Identifier[name=/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/]:not([name=/^(application_name|idle_in_transaction_session_timeout|statement_timeout|valid_to|auth_time|authorization_response_iss_parameter_supported|client_id|client_secret|code_challenge_method|email_verified|jwks_uri|logout_token|max_age|post_logout_redirect_uris?|redirect_uris|response_type)$/])',
  'CallExpression[callee.property.name=/^(ref|table|id|as|select|selectFrom|selectAll|where|whereRef|on|onRef|orderBy|groupBy|returning|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|columns?)$/] > :matches(Literal, ArrayExpression > Literal)[value=/^(?=.*_)[a-z]\\w*(\\.\\w+)?( as \\w+)?$/]',
  'CallExpression[callee.property.name=/^(ref|table|id)$/] > TemplateLiteral > TemplateElement[value.raw=/_/]',
  'CallExpression[callee.name=/^(oneOf|among|ownedBy|creatorOf|isNoted)$/] > Literal[value=/^(?=.*_)[a-z]\\w*(\\.\\w+)?$/]',
].map((selector) => ({
  selector,
  message:
    'Names are camelCase, of tables and columns too: db/driver/camel-case.ts says them to the database.',
}));

/** A component is handed what it needs, under names of its own; a group of up to fifteen members has one purpose. */
const moneyNames =
  '/^(perMonth|effectPer(Month|Invoice)|atRiskPerMonth|unitPrice|price|cost|amount|untilThen)$/';
const byFigures =
  'Amounts are written by web/components/figure.tsx and web/values/figure.ts alone (docs/rules.md 12, figures of money).';
/** Code that would format amounts differently: a blank for an unknown one, or another number of decimals. */
const moneyElsewhere = [
  `CallExpression[callee.name=/^format(Decimal|Count)$/] > MemberExpression.arguments[property.name=${moneyNames}]`,
  `CallExpression[callee.name=/^format(Decimal|Count)$/] > Identifier.arguments[name=${moneyNames}]`,
  `JSXElement > JSXExpressionContainer > MemberExpression[property.name=${moneyNames}]`,
  'NewExpression[callee.property.name="NumberFormat"] Literal[value="currency"]',
].map((selector) => ({ selector, message: byFigures }));
const smallProps = [
  {
    selector:
      'TSTypeReference[typeName.name="ReturnType"] > TSTypeParameterInstantiation > TSTypeQuery[exprName.name=/^use[A-Z]/]',
    message: 'Name what is needed in an interface, not all that a hook returns.',
  },
  {
    selector:
      'TSInterfaceDeclaration:not([id.name=/Props$/]) > TSInterfaceBody[body.length>15], TSTypeLiteral[members.length>15]',
    message: 'An object with more than 15 members is several: divide it by purpose.',
  },
];

export default defineConfig({
  plugins: ['typescript', 'react', 'import'],
  // Two rules by ESLint itself: their patterns look ahead, and select places in the syntax.
  jsPlugins: [{ name: 'eslint-js', specifier: 'oxlint-plugin-eslint' }],
  categories: { correctness: 'off' },
  env: { builtin: true },
  ignorePatterns: ['dist/**', 'node_modules/**', 'coverage/**', '.stryker-*/**'],
  rules: errors(everywhere, { 'import/no-cycle': ['error', { ignoreTypes: false }] }),
  overrides: [
    {
      files: ['**/*.{ts,tsx}'],
      rules: {
        ...off(saidByTypes),
        ...errors(withTypes, {
          'no-console': 'error',
          'typescript/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
          'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
          'typescript/restrict-plus-operands': [
            'error',
            {
              allowAny: false,
              allowBoolean: false,
              allowNullish: false,
              allowNumberAndString: false,
              allowRegExp: false,
            },
          ],
          'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
          'typescript/return-await': ['error', 'error-handling-correctness-only'],
          'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
        }),
      },
    },
    {
      files: ['**/*.mjs'],
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
    // Loaded by programs that know CommonJS only.
    { files: ['**/*.cjs'], env: { commonjs: true } },
    {
      files: ['**/*.test.{ts,tsx}', '**/*.fixture.ts', '{test,tools/chaos,tools/oracle}/**/*.ts'],
      rules: off([
        'typescript/no-non-null-assertion',
        'typescript/no-unsafe-assignment',
        'typescript/no-unsafe-member-access',
        'typescript/no-unsafe-argument',
      ]),
    },
    { files: ['web/**/*.{ts,tsx}'], rules: errors(ofHooks) },
    {
      files: ['web/{api,components,context,screens,app,values}/**/*.{ts,tsx}'],
      rules: { 'eslint-js/no-restricted-syntax': ['error', ...smallProps, ...moneyElsewhere] },
    },
    { files: ['web/values/figure.ts'], rules: { 'eslint-js/no-restricted-syntax': 'off' } },
    {
      files: ['messages/subjects/console/*.ts'],
      rules: {
        'eslint-js/no-restricted-syntax': [
          'error',
          { selector: 'Literal[value=/^money(Change)?$/]', message: byFigures },
        ],
      },
    },
    {
      // The console's own boot script: it runs before any module.
      files: ['web/public/*.js'],
      globals: { document: 'readonly', localStorage: 'readonly' },
    },
    {
      files: ['{scripts,dev,embedded,cli,test,tools/chaos,tools/oracle}/**'],
      rules: { 'no-console': 'off' },
    },
    {
      files: ['{db,use-cases,activities,api,worker,cli}/**/*.ts'],
      rules: { 'eslint-js/no-restricted-syntax': ['error', ...noSnakeCase] },
    },
    { files: ['db/migrations/**'], rules: { 'eslint-js/no-restricted-syntax': 'off' } },
    {
      // A route that stores its answer hands its own transaction on, inside which none can be begun.
      files: ['api/**/*.ts'],
      rules: {
        'eslint-js/no-restricted-syntax': [
          'error',
          ...noSnakeCase,
          {
            selector: "CallExpression[callee.property.name='transaction']",
            message: 'Use inTransaction, which joins the transaction of the request.',
          },
        ],
      },
    },
    {
      files: ['api/**/*.test.ts'],
      rules: { 'eslint-js/no-restricted-syntax': ['error', ...noSnakeCase] },
    },
    ...Object.entries(mayImport)
      .filter(([folder]) => folder !== 'web' && folder !== 'sandbox')
      .map(([folder, allowed]) => importDirection(folder, allowed)),
    ...Object.entries(partsMayImport).flatMap(([folder, parts]) => partDirections(folder, parts)),
    // web/ has a folder api/ of its own, sandbox/ a duo/: only as many steps up as lead out of them are the project's.
    importDirection('sandbox', mayImport.sandbox, ['sandbox/*.ts'], '(\\.\\./){1}'),
    importDirection('sandbox', mayImport.sandbox, ['sandbox/*/*.ts'], '(\\.\\./){2}'),
    importDirection('sandbox', mayImport.sandbox, ['sandbox/*/*/*.ts'], '(\\.\\./){3}'),
    importDirection('web', mayImport.web, ['web/*/*.{ts,tsx}'], upTo(2)),
    ...consoleLayers,
    // Where a program puts its parts together it takes from everywhere but tools/, which work on the product from outside.
    {
      files: ['{embedded,cli,dev,scripts}/**/*.{ts,mjs}', '**/main.ts'],
      rules: { 'eslint-js/no-restricted-imports': ['error', { patterns: [notFromTools] }] },
    },
    // Tests, and what they alone need, take from everywhere.
    {
      files: ['**/*.test.{ts,tsx}', '**/*.fixture.{ts,tsx}'],
      rules: { 'eslint-js/no-restricted-imports': 'off' },
    },
  ],
});
