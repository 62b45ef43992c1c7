import { type DocumentedVariable, environmentVariables } from './documented-variables.ts';

const introduction = `# Environment variables

Every variable with its default. Which ones a program needs, and how to set them: [Configuration](../configuration.md).

\`npm run docs\` generates this page from \`config/variables.ts\`.`;

/** By the beginning of a variable's name; the first that fits. */
const sections: Readonly<Record<string, RegExp>> = {
  'Database and secrets': /^(DATABASE_|DB_|ALLOW_(DATABASE|PLAIN)_|MASTER_KEY|NEW_MASTER_KEY|AUDIT_)/u,
  'One machine': /^(SEATWISE_HOME|ADMIN_EMAIL|TENANT_|SANDBOX)/u,
  Temporal: /^(TEMPORAL_|WORKER_QUEUES|RELAY_|REPAIR_)/u,
  'Outbound calls': /^(OUTBOUND_|ALLOW_OUTBOUND_|WEBHOOK_|EGRESS_|HTTPS_PROXY|NO_PROXY)/u,
  Vendors: /^VENDOR_/u,
  PSAs: /^(PSA_|CONNECTWISE_)/u,
  Syncs: /^SYNC_/u,
  Writing: /^WRITE_/u,
  Retention: /^KEEP_/u,
  Web: /^/u,
};

const sectionOf = ({ name }: DocumentedVariable): string =>
  Object.entries(sections).find(([, names]) => names.test(name))?.[0] ?? '';

function row(variable: DocumentedVariable): string {
  const byDefault = variable.default === null ? (variable.otherwise ?? 'not set') : `\`${variable.default}\``;
  return `| \`${variable.name}\` | ${byDefault} | ${variable.description}${variable.secret ? ' Secret.' : ''} |`;
}

/** Returns docs/reference/variables.md. */
export const variablesDocument = (): string =>
  [
    introduction,
    ...[...new Set(environmentVariables.map(sectionOf))].map((heading) =>
      [
        `## ${heading}\n`,
        '| Variable | Default | Meaning |',
        '|---|---|---|',
        ...environmentVariables.filter((variable) => sectionOf(variable) === heading).map(row),
      ].join('\n'),
    ),
  ]
    .join('\n\n')
    .concat('\n');
