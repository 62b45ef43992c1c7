import type { ErrorStatus } from '../../contracts/errors/error-status.ts';
import { decisionErrors } from '../../contracts/errors/decisions.ts';
import { lifecycleErrors } from '../../contracts/errors/lifecycle.ts';
import { mappingErrors } from '../../contracts/errors/mapping.ts';
import { noticeErrors } from '../../contracts/errors/notices.ts';
import { psaErrors } from '../../contracts/errors/psas.ts';
import { requestErrors } from '../../contracts/errors/requests.ts';
import { serviceErrors } from '../../contracts/errors/service.ts';
import { syncErrors } from '../../contracts/errors/syncs.ts';
import { vendorErrors } from '../../contracts/errors/vendors.ts';
import { auditStreamErrors } from '../../contracts/errors/audit-streams.ts';
import { singleSignOnErrors } from '../../contracts/errors/single-sign-on.ts';
import { webhookErrors } from '../../contracts/errors/webhooks.ts';
import { writeErrors } from '../../contracts/errors/writes.ts';
import { errorText } from '../../messages/error-texts.ts';
import type { ErrorText } from '../../messages/text-of-code.ts';

const introduction = `# Errors

Every code that leaves Seatwise: in a problem body, in a row, or as the type of a failure in Temporal. A code never changes its meaning.
The status is that of a problem body with this code. Codes without a status appear inside other answers only: in \`errors\`, as \`cause\`, in notices, as \`FailureCode\`.
This page says "the vendor", "the PSA", and "agreement". Answers use the names and terms of the integration they are about.

\`npm run docs\` generates this page from \`contracts/errors/\` and \`locales/en/\`.`;

const sections: Readonly<Record<string, Readonly<Record<string, ErrorStatus>>>> = {
  Requests: requestErrors,
  Service: serviceErrors,
  Lifecycle: lifecycleErrors,
  Mapping: mappingErrors,
  Syncs: syncErrors,
  Notices: noticeErrors,
  Decisions: decisionErrors,
  Writes: writeErrors,
  Vendors: vendorErrors,
  PSAs: psaErrors,
  Webhooks: webhookErrors,
  'Audit streams': auditStreamErrors,
  'Single sign-on': singleSignOnErrors,
};

/** "the the PSA" where a text has an article before the name. */
const withOneArticle = (text: string): string =>
  text.replaceAll(/\b(the|new) the (vendor|PSA)\b/giu, '$1 $2');

/**
 * Returns the texts of a code in general terms. Throws for a code without texts, so that none is added without them.
 */
export function generalErrorText(code: string): ErrorText {
  const words = errorText(code);
  if (words === null || words.advice === '') throw new Error(`locales/en has no text for ${code}`);
  return { title: withOneArticle(words.title), advice: withOneArticle(words.advice) };
}

function row([code, { http }]: readonly [string, ErrorStatus]): string {
  const { title, advice } = generalErrorText(code);
  return `| \`${code}\` | ${http ?? '–'} | ${title} | ${advice} |`;
}

/** Returns docs/errors.md: one table for each group of codes. */
export const errorsDocument = (): string =>
  [
    introduction,
    ...Object.entries(sections).map(([heading, definitions]) =>
      [
        `## ${heading}\n`,
        '| Code | Status | Title | What to do |',
        '|---|---|---|---|',
        ...Object.entries(definitions).map(row),
      ].join('\n'),
    ),
  ]
    .join('\n\n')
    .concat('\n');
