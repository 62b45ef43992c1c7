import { Argument, Command, type CommanderError, type HelpConfiguration, Option } from 'commander';
import { build, buildIdOf } from '../config/build-identity.ts';
import { message, type Message, sentences } from '../messages/message.ts';
import type { CommandInput, SeatwiseCommand, SeatwiseProgram } from './command.ts';
import type { Say } from '../messages/say.ts';

/** The command line as commander parses it, with help in the language of the process. */

/** What a command line of this command asks for. */
type OnCommand = (
  command: SeatwiseCommand | SeatwiseProgram,
  options: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** Returns the parser of a command line; commander writes help alone, and throws what it cannot understand. */
export function programOf(
  commands: readonly (SeatwiseCommand | SeatwiseProgram)[],
  say: Say,
  write: { readonly out: (text: string) => void; readonly err: (text: string) => void },
  onCommand: OnCommand,
): Command {
  const program = new Command('seatwise')
    .description(say(message('cli.about')))
    .version(buildIdOf(build), '--version', say(message('cli.help.version')))
    .helpOption('-h, --help', say(message('cli.help.option')))
    .helpCommand('help [command]', say(message('cli.help.command')))
    .configureHelp(helpIn(say))
    .exitOverride()
    .configureOutput({ writeOut: write.out, writeErr: write.err, outputError: () => undefined });
  for (const command of commands) {
    const declared = declare(program, command, say);
    declared.action(() => onCommand(command, given(declared)));
  }
  return program;
}

/** `audit verify` becomes the command `verify` of the group `audit`. */
function declare(
  program: Command,
  { name, ...command }: SeatwiseCommand | SeatwiseProgram,
  say: Say,
): Command {
  const [first = name, second] = name.split(' ');
  const group = (): Command =>
    program.commands.find((known) => known.name() === first) ?? program.command(first).exitOverride();
  const declared = second === undefined ? program.command(first) : group().command(second);
  const summary = say(command.summary);
  const { explanation } = command;
  declared
    .summary(summary)
    .description(explanation === undefined ? summary : `${summary}\n\n${say(explanation)}`);
  for (const { flags, help } of command.arguments ?? []) declared.addArgument(new Argument(flags, say(help)));
  for (const input of command.options) declared.addOption(optionOf(input, say));
  if ('run' in command) declared.addOption(new Option('--json', say(message('cli.option.json'))));
  if (second !== undefined) group().summary(listed(group().commands));
  return declared;
}

const optionOf = ({ flags, help, required }: CommandInput, say: Say): Option =>
  new Option(flags, say(help)).makeOptionMandatory(required === true);

/** What a group of commands says in the list of all. */
const listed = (commands: readonly Command[]): string =>
  commands.map((command) => `${command.name()}: ${command.summary()}`).join('; ');

/** Options and arguments of a command line under their names. */
function given(declared: Command): Record<string, unknown> {
  const values = declared.registeredArguments.map((argument, index): [string, unknown] => [
    argument.name(),
    declared.processedArgs[index],
  ]);
  return { ...declared.opts(), ...Object.fromEntries(values) };
}

const titles: Readonly<Record<string, Message>> = {
  'Usage:': message('cli.help.usage'),
  'Arguments:': message('cli.help.arguments'),
  'Options:': message('cli.help.options'),
  'Commands:': message('cli.help.commands'),
};

/** Replaces what commander says in English of its own accord. */
const helpIn = (say: Say): HelpConfiguration => ({
  styleTitle: (title) => {
    const known = titles[title];
    return known === undefined ? title : say(known);
  },
  commandUsage: (command) => {
    const parents: string[] = [];
    for (let one: Command | null = command; one !== null; one = one.parent) parents.unshift(one.name());
    const parts = [`[${say(message('cli.help.placeholder.options'))}]`];
    if (command.commands.length > 0) parts.push(`[${say(message('cli.help.placeholder.command'))}]`);
    return [...parents, ...parts, ...argumentsOf(command)].join(' ');
  },
  subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(' '),
});

const argumentsOf = ({ registeredArguments }: Command): readonly string[] =>
  registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );

/** Returns what is wrong with a command line; null: commander has written the help, which says it. */
export function usageFault({ code, message: words }: CommanderError): Message | null {
  if (code === 'commander.help') return null;
  const named = /'(?<named>[^']+)'/u.exec(words)?.groups?.['named'] ?? '';
  const similar = /\(Did you mean (?:one of )?(?<similar>.+)\?\)/u.exec(words)?.groups?.['similar'];
  const fault = faultOf(code, named);
  if (fault === null) return message('cli.usage.other', { cause: words.replace(/^error: /u, '') });
  return similar === undefined
    ? fault
    : sentences([fault, message('cli.usage.similar', { names: similar.split(', ') })]);
}

function faultOf(code: string, name: string): Message | null {
  switch (code) {
    case 'commander.unknownOption':
      return message('cli.usage.unknown-option', { name });
    case 'commander.unknownCommand':
      return message('cli.usage.unknown-command', { name });
    case 'commander.missingArgument':
      return message('cli.usage.argument-missing', { name });
    case 'commander.optionMissingArgument':
      return message('cli.usage.value-missing', { name });
    case 'commander.missingMandatoryOptionValue':
      return message('cli.usage.option-missing', { name });
    case 'commander.excessArguments':
      return message('cli.usage.too-many-arguments');
    default:
      return null;
  }
}
