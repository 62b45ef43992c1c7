import type { z } from 'zod';
import type { DecideUsageLines, DecisionAnswer } from '../../contracts/api/decisions.ts';
import { errorWords } from '../values/error-words.ts';
import { ApiError, asApiError, isPassing } from '../values/problem.ts';
import { sendingText } from '../values/sending-texts.ts';

type Answered = z.output<typeof DecisionAnswer>['items'][number];

export type DecisionItem = z.input<typeof DecideUsageLines>['items'][number];

type WithoutLine<Item> = Item extends unknown ? Omit<Item, 'usageLineId' | 'lineVersion'> : never;
/** What is wished for a line, before it is said for which version of it. */
export type DecisionWish = WithoutLine<DecisionItem>;

/** What became of one decision. `unknown`: no answer came, so that it may have been taken. */
export type DecisionResult = Omit<Answered, 'outcome'> & {
  readonly outcome: Answered['outcome'] | 'unknown';
};

/** Decisions made by one press; a repeat with the same key has one effect. */
export interface Batch {
  readonly key: string;
  readonly selection: 'ticked' | 'all';
  readonly items: readonly DecisionItem[];
}

const mostAtOnce = 500;

/** As the API takes them: at most 500 together, each part with a key of its own. */
function partsOf({ key, selection, items }: Batch): readonly Batch[] {
  const parts: Batch[] = [];
  for (let from = 0; from < items.length; from += mostAtOnce)
    parts.push({
      key: from === 0 ? key : `${key}-${from}`,
      selection,
      items: items.slice(from, from + mostAtOnce),
    });
  return parts;
}

/**
 * Sends batches in parts, one after the other, and tells the results of each part as it comes: what was answered
 * stands. After the first part that failed nothing is sent any more. One result for each item; never throws.
 */
export async function sendInTurn(
  batches: readonly Batch[],
  send: (part: Batch) => Promise<readonly DecisionResult[]>,
  onResults: (results: readonly DecisionResult[]) => Promise<void>,
): Promise<readonly DecisionResult[]> {
  const all: DecisionResult[] = [];
  let isStopped = false;
  for (const part of batches.flatMap(partsOf)) {
    let results: readonly DecisionResult[];
    try {
      results = isStopped ? part.items.map((item) => withoutAnswer(item, notSent())) : await send(part);
    } catch (error) {
      isStopped = true;
      const failure = mayHaveBeenTaken(error) ? unknown(asApiError(error)) : rejected(asApiError(error));
      results = part.items.map((item) => withoutAnswer(item, failure));
    }
    await onResults(results);
    all.push(...results);
  }
  return all;
}

type Failure = Pick<DecisionResult, 'outcome' | 'code' | 'title' | 'detail' | 'advice'>;

/** Everything but a rejection in the API's own words. */
const mayHaveBeenTaken = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status >= 500 || isPassing(error);

const unknown = ({ code, title }: ApiError): Failure => ({
  outcome: 'unknown',
  code,
  title: sendingText('console-sending.decision-unknown'),
  detail: `${title}.`,
  advice: sendingText('console-sending.reload-row'),
});

const rejected = ({ code, title, detail }: ApiError): Failure => ({
  outcome: 'rejected',
  code,
  title,
  detail,
  advice: errorWords()?.errorText(code)?.advice ?? '',
});

const notSent = (): Failure => ({
  outcome: 'rejected',
  code: null,
  title: sendingText('console-sending.not-sent'),
  detail: sendingText('console-sending.not-sent-detail'),
  advice: sendingText('console-sending.decide-again'),
});

const withoutAnswer = ({ usageLineId }: DecisionItem, failure: Failure): DecisionResult => ({
  usageLineId,
  lineVersion: null,
  approvalId: null,
  approvalLineId: null,
  replaced: null,
  change: null,
  params: null,
  agreementTypeId: null,
  offer: null,
  ...failure,
});
