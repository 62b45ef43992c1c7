import { packageReasons } from './package-reasons.ts';

const introduction = `# Packages

Why each package is there. What a package must do to be added: [decision 14](../decisions/0014-packages.md).

\`npm run docs\` generates this page from \`test/documentation/package-reasons.ts\`, which a test compares with \`package.json\`.`;

/** Returns docs/reference/packages.md: one table for each use. */
export const packagesDocument = (): string =>
  [
    introduction,
    ...Object.entries(packageReasons).map(([use, reasons]) =>
      [
        `## ${use}\n`,
        '| Package | Why |',
        '|---|---|',
        ...reasons.map(
          ([packages, why]) => `| ${packages.map((name) => `\`${name}\``).join(', ')} | ${why} |`,
        ),
      ].join('\n'),
    ),
  ]
    .join('\n\n')
    .concat('\n');
