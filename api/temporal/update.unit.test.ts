import {
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { Problem } from '../problems.ts';
import { notAccepted } from './update.ts';

/** As the SDK wraps what the server answers. */
const answered = (code: number): Error =>
  new ServiceError('not updated', {
    cause: Object.assign(new Error('9 FAILED_PRECONDITION'), { code, details: '', metadata: {} }),
  });

describe('an update that nobody accepted', () => {
  it.each([
    ['nobody took it in time', new WorkflowUpdateRPCTimeoutOrCancelledError('late'), 'WorkerUnavailable'],
    ['task after task of its workflow fails', answered(9), 'WorkerUnavailable'],
    ['the server is not there', answered(14), 'TemporalUnavailable'],
    ['the server is overloaded', answered(8), 'TemporalUnavailable'],
  ])('since %s is a 503', (_why, error, code) => {
    const problem = notAccepted(error);
    expect(problem instanceof Problem && [problem.status, problem.code]).toEqual([503, code]);
  });

  it('for another cause stays what it was', () => {
    for (const error of [answered(3), new WorkflowNotFoundError('gone', 'id', undefined)])
      expect(notAccepted(error)).toBe(error);
  });
});
