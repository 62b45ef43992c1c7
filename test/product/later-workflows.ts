import { upsertMemo } from '@temporalio/workflow';
import * as workflows from '../../workflows/index.ts';

/** The workflows of a later version. Its first command is another one, so it cannot replay what the product began. */

const changed =
  <A extends unknown[], R>(workflow: (...args: A) => Promise<R>) =>
  (...args: A): Promise<R> => {
    upsertMemo({ version: 'later' });
    return workflow(...args);
  };

export const housekeepingWorkflow = changed(workflows.housekeepingWorkflow);
export const integrationWorkflow = changed(workflows.integrationWorkflow);
export const syncWorkflow = changed(workflows.syncWorkflow);
export const writeBackWorkflow = changed(workflows.writeBackWorkflow);
