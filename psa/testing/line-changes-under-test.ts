import type { Day, DecimalText } from '../../domain/quantity.ts';
import type { PsaFailureCode, PsaKind, WriteOutcome, WritePlan } from '../port.ts';
import type { LineUnderTest, PsaWriteTrouble } from './contract-writing.ts';

/** An agreement on which a line can be created. */
export interface AgreementUnderTest {
  readonly agreementId: string;
  readonly companyId: string;
  readonly productId: string;
  readonly productIdentifier: string;
  /** Of the catalog. */
  readonly price: DecimalText;
  /** The first day of its next period. */
  readonly firstBilledDay: Day;
}

/** A line as the simulated PSA itself has it. */
export interface LineInPsa {
  readonly lineId: string;
  readonly units: number;
  /** Null: it has no end. */
  readonly lastBilledDay: Day | null;
}

/** What the simulated PSA says of lines that are created and ended. */
export interface LineChangesUnderTest {
  readonly kind: Pick<PsaKind, 'newLines' | 'requestsOf' | 'writeChoices'>;
  /** A new one, with a line or more. */
  agreement(): Promise<AgreementUnderTest>;
  /** A fresh line, and the last day of its present period. */
  lineToEnd(): Promise<LineUnderTest & { readonly lastBilledDay: Day }>;
  /** Hits the next creation of a line on this agreement; reads pass. `acts-late`: it is done at `release`. */
  troubleCreation(agreementId: string, kind: PsaWriteTrouble | 'acts-late'): Promise<void>;
  release(): Promise<void>;
  /** The next list of this agreement's lines fails, until `calm`. */
  failLists(agreementId: string): Promise<void>;
  /** Calls that are no reads and concern this agreement, oldest first. */
  sent(agreementId: string): Promise<readonly { readonly method: string; readonly path: string }[]>;
  /** Lines of the agreement. */
  lines(agreementId: string): Promise<readonly LineInPsa[]>;
  /** Everything else in this PSA, without times of change and without what it computes of this line. */
  rest(lineId: string | null): Promise<unknown>;
}

/** Outcome and effect of trouble with any write. */
export const troubles: readonly (readonly [
  PsaWriteTrouble,
  WriteOutcome['kind'],
  PsaFailureCode,
  boolean,
])[] = [
  ['server-fault', 'unknown', 'PsaUnreachable', false],
  ['silence', 'unknown', 'PsaTimeout', false],
  ['cut-answer', 'unknown', 'PsaUnreachable', true],
  ['done-answer-lost', 'unknown', 'PsaUnreachable', true],
  ['done-gateway-fault', 'unknown', 'PsaUnreachable', true],
  ['in-use', 'unknown', 'PsaRejected', false],
  ['another-line-answered', 'unknown', 'PsaAnswerUnreadable', false],
  ['unreadable-answer', 'unknown', 'PsaAnswerUnreadable', false],
  ['too-many-requests', 'not-sent', 'PsaBusy', false],
  ['keys-rejected', 'not-sent', 'PsaSignInRejected', false],
  ['rejected-with-words', 'rejected', 'PsaRejected', false],
];

/** Exactly the first of the shown requests arrived. A shown path names no base, which may differ from company to company. */
export async function expectSentAsShown(
  changes: LineChangesUnderTest,
  agreementId: string,
  plan: WritePlan,
): Promise<void> {
  const [shown] = changes.kind.requestsOf(plan);
  const sent = await changes.sent(agreementId);
  expect(sent.map(({ method }) => method)).toEqual([shown?.method]);
  expect(sent[0]?.path.toLowerCase().endsWith((shown?.path ?? 'none').toLowerCase())).toBe(true);
}
