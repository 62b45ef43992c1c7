import { asvsFaults } from '../../tools/faults/asvs.mjs';
import { notApplicable, proofs } from './asvs.ts';
import { unmetRequirements } from './asvs-unmet.ts';

/** A requirement's number, apart from other numbers. */
const requirementNumber = /(?<![\d.])\d+\.\d+\.\d+(?![\d.])/gu;

export interface Verdict {
  readonly id: string;
  readonly verdict: 'yes' | 'partly' | 'no';
  /** Markdown, with the names of tests. */
  readonly proof: string;
}

/** Every applicable requirement with its verdict. */
export const verdicts: readonly Verdict[] = [
  ...unmetRequirements.map(({ id, verdict, missing }) => ({ id, verdict, proof: missing })),
  ...proofs.flatMap(({ proof, requirements }) =>
    [...requirements.matchAll(requirementNumber)].map(([id]) => ({ id, verdict: 'yes' as const, proof })),
  ),
];

const count = (wanted: Verdict['verdict']): number =>
  verdicts.filter(({ verdict }) => verdict === wanted).length;

/** Returns docs/reference/asvs.md. */
export const asvsDocument = (): string =>
  [
    '# ASVS 5.0, level 2',
    `Every applicable requirement of OWASP's Application Security Verification Standard 5.0, levels 1 and 2: ${count('yes')} yes, ${count('partly')} partly, ${count('no')} no. Proof: the test that would fail; by reading, if there is none; a document, if a text is required. \`npm run faults -- --asvs\` breaks ${new Set(asvsFaults.flatMap(({ requirements }) => [...requirements])).size} of those met by a test, one after another, and wants the test to fail. What it protects: [Security](../security.md).`,
    `Not applicable: ${notApplicable}`,
    '`npm run docs` generates this page from `asvs.ts` and `asvs-unmet.ts` in `test/documentation`.',
    [
      '## Partly or not met\n',
      '| Requirement | Verdict | What is missing, and the test |',
      '|---|---|---|',
      ...unmetRequirements.map(
        ({ id, name, verdict, missing }) => `| ${id} ${name} | ${verdict} | ${missing} |`,
      ),
    ].join('\n'),
    [
      '## Met\n',
      '| Proof | Requirements |',
      '|---|---|',
      ...proofs.map(({ proof, requirements }) => `| ${proof} | ${requirements} |`),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
