import { type Batch, type DecisionResult, sendInTurn } from './decision-sending.ts';
import { ApiError, networkError } from '../values/problem.ts';
import { sendUntilAnswered } from './send-until-answered.ts';

const batchOf = (count: number): Batch => ({
  key: 'press',
  selection: 'all',
  items: Array.from({ length: count }, (_, index) => ({
    usageLineId: `line-${index}`,
    lineVersion: 1,
    decision: 'approve' as const,
  })),
});

const approved = ({ items }: Batch): readonly DecisionResult[] =>
  items.map(({ usageLineId }) => ({
    usageLineId, outcome: 'approved', lineVersion: 2, approvalId: 'a', approvalLineId: 'l', replaced: null, change: null,
    code: null, title: null, advice: null, detail: null, params: null, agreementTypeId: null, offer: null,
  })); // prettier-ignore

const problem = (status: number, code: string): ApiError =>
  new ApiError({ status, code, title: code, detail: '' });

/** How many results of each outcome, in the order in which they were told. */
async function outcomesOf(batches: readonly Batch[], send: (part: Batch) => readonly DecisionResult[]) {
  const told: [number, string][] = [];
  const sent: string[] = [];
  const all = await sendInTurn(
    batches,
    (part) => {
      sent.push(`${part.key}: ${part.items.length}`);
      return Promise.resolve().then(() => send(part));
    },
    (results) => {
      told.push([results.length, results[0]?.outcome ?? '']);
      return Promise.resolve();
    },
  );
  return { sent, told, all };
}

describe('decisions about more lines than one request takes', () => {
  it('go in parts of 500, each with a key of its own', async () => {
    const { sent, told, all } = await outcomesOf([batchOf(1_204), batchOf(0)], approved);
    expect(sent).toEqual(['press: 500', 'press-500: 500', 'press-1000: 204']);
    expect(told.map(([count]) => count)).toEqual([500, 500, 204]);
    expect(all).toHaveLength(1_204);
  });

  it('keep what was answered when a later part is not; what comes after that is not sent', async () => {
    const { sent, told, all } = await outcomesOf([batchOf(1_204)], (part) => {
      if (part.key === 'press-500') throw networkError();
      return approved(part);
    });
    expect(sent).toEqual(['press: 500', 'press-500: 500']);
    expect(told).toEqual([
      [500, 'approved'],
      [500, 'unknown'],
      [204, 'rejected'],
    ]);
    expect(all.at(-1)?.title).toBe('Not sent');
  });

  it.each<[string, Error, string]>([
    ['a rejection of the whole request', problem(403, 'RoleMissing'), 'rejected'],
    ['a proxy that found nobody', problem(502, 'NoAnswer'), 'unknown'],
    ['an error inside', problem(500, 'InternalError'), 'unknown'],
    ['the same press still under way', problem(409, 'RequestInFlight'), 'unknown'],
    ['an answer that cannot be read', new TypeError('no JSON'), 'unknown'],
  ])('say after %s what is known of it', async (_, error, outcome) => {
    const { told } = await outcomesOf([batchOf(3)], () => {
      throw error;
    });
    expect(told).toEqual([[3, outcome]]);
  });
});

describe('a command that gets no answer', () => {
  const answering = (...answers: readonly (Error | string)[]) => {
    const left = [...answers];
    return () => {
      const next = left.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
  };

  it('is sent again until somebody answers', async () => {
    const lost = [networkError(), problem(503, 'DatabaseUnavailable'), problem(409, 'RequestInFlight')];
    await expect(sendUntilAnswered(answering(...lost, 'done'), [0, 0, 0])).resolves.toBe('done');
  });

  it('is not sent again after a rejection, and only for a limited time', async () => {
    const rejection = problem(422, 'ValidationFailed');
    await expect(sendUntilAnswered(answering(rejection, 'done'), [0])).rejects.toBe(rejection);
    await expect(sendUntilAnswered(answering(networkError(), networkError(), 'done'), [0])).rejects.toEqual(
      networkError(),
    );
  });

  it('stays unknown where the repeat was turned away before its key was looked at', async () => {
    const lost = networkError();
    await expect(sendUntilAnswered(answering(lost, problem(401, 'NotSignedIn')), [0])).rejects.toBe(lost);
    const rejection = problem(409, 'IdempotencyConflict');
    await expect(sendUntilAnswered(answering(lost, rejection), [0])).rejects.toBe(rejection);
  });
});
