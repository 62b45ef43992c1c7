import { connections } from '../../config/connections.ts';

const introduction = `# What connects to what

Every connection that a program opens. The network policies of the [Helm chart](../../deploy/chart/README.md#network), the networks of the compose file, and what \`seatwise doctor\` tries follow from the same list. Ports are the usual ones.

\`npm run docs\` generates this page from \`config/connections.ts\`.`;

/** Returns docs/reference/connections.md. */
export const connectionsDocument = (): string =>
  [
    introduction,
    [
      '| Program | To | Port | Because it | `doctor` |',
      '|---|---|---|---|---|',
      ...connections.map(
        ({ program, to, port, reason, check }) =>
          `| ${program} | ${to} | ${port} | ${reason} | ${check === null ? '–' : `\`${check}\``} |`,
      ),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');

/** Returns deploy/connections.json, from which the chart makes its network policies. */
export const connectionsData = (): string =>
  `[\n${connections.map(({ program, to }) => `  { "program": "${program}", "to": "${to}" }`).join(',\n')}\n]\n`;
