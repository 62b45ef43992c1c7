import type { ErrorDefinition } from '../../contracts/errors.ts';
import { decisionErrors } from '../../contracts/errors/decisions.ts';
import { lifecycleErrors } from '../../contracts/errors/lifecycle.ts';
import { mappingErrors } from '../../contracts/errors/mapping.ts';
import { noticeErrors } from '../../contracts/errors/notices.ts';
import { psaErrors } from '../../contracts/errors/psas.ts';
import { requestErrors } from '../../contracts/errors/requests.ts';
import { serviceErrors } from '../../contracts/errors/service.ts';
import { syncErrors } from '../../contracts/errors/syncs.ts';
import { vendorErrors } from '../../contracts/errors/vendors.ts';
import { webhookErrors } from '../../contracts/errors/webhooks.ts';
import { writeErrors } from '../../contracts/errors/writes.ts';

const introduction = `# Errors

Every code that leaves Seatwise: in a problem body, in a row, or as the type of a failure in Temporal. A code never changes its meaning.
The status is that of a problem body with this code. Codes without one appear inside other answers only: in \`errors\`, as \`cause\`, in notices, as \`FailureCode\`.
Titles and advice say "the vendor" and "the PSA" here; where it is known which one is meant, people read its name.

\`npm run docs\` generates this page from \`contracts/errors/\`.`;

const sections: Readonly<Record<string, Readonly<Record<string, ErrorDefinition>>>> = {
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
};

const row = ([code, { http, title, advice }]: readonly [string, ErrorDefinition]): string =>
  `| \`${code}\` | ${http ?? '–'} | ${title} | ${advice} |`;

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
