import { keeping, signIns } from '../../domain/defaults.ts';
import { type Kept, retainedKinds, retention } from '../../domain/retention.ts';
import { inEnglish } from '../../messages/english.ts';
import { message, type Message } from '../../messages/message.ts';

const introduction = `# Retention

How long each kind of data is kept, and in which tables it is. *Settings › Privacy* shows the same with the times of the installation. What a closed month, the evidence of an approval, or a current line refers to stays longer. What deletes it: [Housekeeping](../operating/housekeeping.md#housekeeping).

\`npm run docs\` generates this page from \`domain/retention.ts\`.`;

const variables: Readonly<Partial<Record<Kept, string>>> = {
  history: 'KEEP_HISTORY_MONTHS',
  counts: 'KEEP_HISTORY_MONTHS',
  listed: 'KEEP_HISTORY_MONTHS',
  closed: 'KEEP_HISTORY_MONTHS',
  commands: 'KEEP_COMMANDS_DAYS',
  messages: 'KEEP_MESSAGES_DAYS',
};

function keptWords(kept: Kept): Message {
  const months = { months: keeping.historyMonths };
  switch (kept) {
    case 'history':
    case 'counts':
    case 'closed':
      return message(`retention.kept.${kept}`, months);
    case 'listed':
      return message('retention.kept.listed', { ...months, names: keeping.namesMonths });
    case 'networks':
      return message('retention.kept.networks', { days: signIns.knownNetworkDays });
    case 'commands':
      return message('retention.kept.commands', { days: keeping.commandsDays });
    case 'messages':
      return message('retention.kept.messages', { days: keeping.messagesDays });
    default:
      return message(`retention.kept.${kept}`);
  }
}

/** Returns docs/reference/retention.md. */
export const retentionDocument = (): string =>
  [
    introduction,
    [
      '| Data | Kept | Set by | Tables |',
      '|---|---|---|---|',
      ...retainedKinds.map((kind) => {
        const { kept, tables } = retention[kind];
        const variable = variables[kept];
        return `| ${inEnglish(message(`retention.${kind}`))} | ${inEnglish(keptWords(kept))} | ${variable === undefined ? '–' : `\`${variable}\``} | ${tables.length === 0 ? '–' : tables.map((table) => `\`${table}\``).join(', ')} |`;
      }),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
