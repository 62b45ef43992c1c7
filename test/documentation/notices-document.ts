import { type NoticeCode, noticeSeverities } from '../../domain/notices.ts';
import { generalErrorText } from './errors-document.ts';
import { closesWhen } from './notice-endings.ts';

const introduction = `# Notices

Every notice with its severity, what to do, and when it closes. How notices work: [Notices and webhooks](../operating/notices.md).
*Acknowledged*: the cause cannot resolve itself, so a reviewer acknowledges the notice.

\`npm run docs\` generates this page from \`domain/notices.ts\`, \`locales/en/\`, and \`test/documentation/notice-endings.ts\`.`;

function row([code, severity]: readonly [string, string]): string {
  const { title, advice } = generalErrorText(code);
  return `| \`${code}\` | ${severity} | ${title} | ${advice} | ${closesWhen[code as NoticeCode]} |`;
}

/** Returns docs/reference/notices.md. */
export const noticesDocument = (): string =>
  [
    introduction,
    [
      '| Notice | Severity | Title | What to do | Closes when |',
      '|---|---|---|---|---|',
      ...Object.entries(noticeSeverities).sort().map(row),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
