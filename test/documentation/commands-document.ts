import type { CommandInput, SeatwiseCommand, SeatwiseProgram } from '../../cli/command.ts';
import { commands } from '../../cli/commands/index.ts';
import { programs } from '../../cli/programs.ts';
import { sayIn } from '../../messages/say.ts';
import { adviceOn } from '../../domain/reconciliation/difference.ts';

const introduction = `# Commands and differences

What \`seatwise <command> --help\` says of each command, and what to do about each difference that \`seatwise reconcile\` finds. How to run them, and exit codes: [Commands](../operating/commands.md).

\`npm run docs\` generates this page from \`cli/\`, \`domain/reconciliation/\`, and \`locales/en/\`.`;

/** In English, in no integration's terms. */
const say = sayIn({});

const inputRow = ({ flags, help }: CommandInput): string => `| \`${flags}\` | ${say(help)} |`;

function commandSection({
  name,
  summary,
  explanation,
  options,
  arguments: words = [],
}: SeatwiseCommand | SeatwiseProgram): string {
  const inputs = [...words, ...options];
  return [
    `### ${name}\n`,
    `${say(summary)}.${explanation === undefined ? '' : ` ${say(explanation)}`}`,
    ...(inputs.length === 0
      ? []
      : ['', '| Argument, option | Meaning |', '|---|---|', ...inputs.map(inputRow)]),
  ].join('\n');
}

/** Kinds with the same advice are one row. */
function differenceRows(): readonly string[] {
  const kindsOf = new Map<string, string[]>();
  for (const [kind, advice] of Object.entries(adviceOn)) {
    const text = say(advice);
    kindsOf.set(text, [...(kindsOf.get(text) ?? []), `\`${kind}\``]);
  }
  return [...kindsOf].map(([advice, kinds]) => `| ${kinds.join(', ')} | ${advice} |`);
}

/** Returns docs/reference/commands.md. */
export const commandsDocument = (): string =>
  [
    introduction,
    '## Commands',
    ...[...programs, ...commands].map(commandSection),
    ['## Differences\n', '| Kind | What to do |', '|---|---|', ...differenceRows()].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
