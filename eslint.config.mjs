import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which folders a folder may import from: the right-hand column of docs/architecture.md. */
const mayImport = {
  domain: [],
  http: [],
  config: ['contracts/temporal', 'domain'],
  contracts: ['domain'],
  workflows: ['contracts/temporal', 'contracts/errors', 'domain'],
  vendors: ['domain', 'http'],
  psa: ['domain', 'http'],
  db: ['domain', 'contracts/stored'],
  'use-cases': ['contracts', 'domain', 'db'],
  activities: ['contracts', 'domain', 'db', 'use-cases', 'vendors', 'psa'],
  api: ['contracts', 'domain', 'db', 'use-cases'],
  worker: ['contracts', 'domain', 'db', 'use-cases', 'vendors', 'psa', 'http', 'activities', 'workflows'],
  web: ['contracts/api', 'contracts/errors', 'domain/defaults'],
  sandbox: ['domain/scenarios'],
};

const folders = [
  'activities',
  'api',
  'bench',
  'cli',
  'config',
  'contracts',
  'db',
  'dev',
  'domain',
  'embedded',
  'http',
  'psa',
  'sandbox',
  'scripts',
  'test',
  'use-cases',
  'vendors',
  'web',
  'worker',
  'workflows',
];

function importDirection(
  folder,
  allowed,
  files = [`${folder}/**/*.{ts,tsx}`],
  up = '(\\.\\./)+',
  ignores = ['**/*.test.ts', '**/*.fixture.ts', '**/main.ts'],
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
    ignores,
    rules: { 'no-restricted-imports': ['error', { patterns: [...forbidden, ...narrowed, ...extra] }] },
  };
}

/** Names are camelCase, of tables and columns too (docs/decisions/0031); the text of statements is not looked at. */
const noSnakeCase = [
  // But for options of PostgreSQL's driver and a certificate's field.
  'Identifier[name=/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/]:not([name=/^(application_name|idle_in_transaction_session_timeout|statement_timeout|valid_to)$/])',
  'CallExpression[callee.property.name=/^(ref|table|id|as|select|selectFrom|selectAll|where|whereRef|on|onRef|orderBy|groupBy|returning|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|columns?)$/] > :matches(Literal, ArrayExpression > Literal)[value=/^(?=.*_)[a-z]\\w*(\\.\\w+)?( as \\w+)?$/]',
  'CallExpression[callee.property.name=/^(ref|table|id)$/] > TemplateLiteral > TemplateElement[value.raw=/_/]',
  'CallExpression[callee.name=/^(oneOf|among|ownedBy|makerOf|isNoted)$/] > Literal[value=/^(?=.*_)[a-z]\\w*(\\.\\w+)?$/]',
].map((selector) => ({
  selector,
  message: 'Names are camelCase, of tables and columns too: db/core/camel-case.ts says them to the database.',
}));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.stryker-*/**'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
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
  },
  // Loaded by programs that know CommonJS only.
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.test.{ts,tsx}', '**/*.fixture.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
    rules: {
      ...reactHooks.configs.flat['recommended-latest'].rules,
      'react-hooks/exhaustive-deps': 'error',
      // What the React Compiler asks for, which is not used here (docs/decisions/0027-checks.md).
      'react-hooks/refs': 'off',
      'react-hooks/immutability': 'off',
      'react-hooks/set-state-in-effect': 'off',
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    // The console's own boot script: it runs before any module.
    files: ['web/public/*.js'],
    languageOptions: { sourceType: 'script', globals: { document: 'readonly', localStorage: 'readonly' } },
  },
  { files: ['scripts/**', 'dev/**', 'embedded/**', 'cli/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    files: ['{db,use-cases,activities,api,worker,cli}/**/*.ts'],
    ignores: ['db/migrations/**'],
    rules: { 'no-restricted-syntax': ['error', ...noSnakeCase] },
  },
  {
    // A route that stores its answer hands its own transaction on, inside which none can be begun.
    files: ['api/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...noSnakeCase,
        {
          selector: "CallExpression[callee.property.name='transaction']",
          message: 'Use inTransaction, which joins the transaction of the request.',
        },
      ],
    },
  },
  ...Object.entries(mayImport)
    .filter(([folder]) => folder !== 'web' && folder !== 'sandbox')
    .map(([folder, allowed]) => importDirection(folder, allowed)),
  // web/ has a folder api/ of its own, sandbox/ a duo/: only as many steps up as lead out of them are the project's.
  importDirection('sandbox', mayImport.sandbox, ['sandbox/*.ts'], '(\\.\\./){1}'),
  importDirection('sandbox', mayImport.sandbox, ['sandbox/*/*.ts'], '(\\.\\./){2}'),
  importDirection('sandbox', mayImport.sandbox, ['sandbox/*/*/*.ts'], '(\\.\\./){3}'),
  importDirection('web', mayImport.web, ['web/*/*.{ts,tsx}'], '(\\.\\./){2}'),
  importDirection('web', mayImport.web, ['web/*/*/*.{ts,tsx}'], '(\\.\\./){3}'),
);
