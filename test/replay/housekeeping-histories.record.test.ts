import { sql } from 'kysely';
import { startServerThatSuggestsEarly, currentRun, recording, save } from './recording.ts';
import { housekeep, resetHousekeeping, triggerHousekeeping } from '../product/housekeeping-steps.ts';
import { active } from '../product/lifecycle.ts';
import { startProduct } from '../product/product.ts';

/**
 * Records the histories of housekeeping again: `RECORD_HISTORIES=1 npx jest test/replay/housekeeping-histories.record.test.ts`,
 * after `node scripts/build.mjs`.
 */
recording('recording housekeeping', () => {
  it('keeps each way an hour goes', async () => {
    const product = await startProduct();
    try {
      await active(product);
      const happy = await housekeep(product);
      await save(product, happy.workflowId, happy.runId, 'happy-nothing-to-do');

      await sql`alter table audit_checkpoint rename to audit_checkpoint_away`.execute(product.db);
      const failed = await housekeep(product);
      await save(product, failed.workflowId, failed.runId, 'failed-one-step');
      await sql`alter table audit_checkpoint_away rename to audit_checkpoint`.execute(product.db);
      const again = await resetHousekeeping(product, failed);
      await save(product, again.workflowId, again.runId, 'reset-after-failure');

      await product.stopWorkers();
      const waiting = await triggerHousekeeping(product);
      await product.temporal.workflow.getHandle(waiting.workflowId, waiting.runId).cancel();
      await product.startWorkers();
      await save(product, waiting.workflowId, waiting.runId, 'canceled-early');
    } finally {
      await product.close();
    }
  });

  it('keeps an hour that goes over into a new history', async () => {
    const server = await startServerThatSuggestsEarly(20);
    const product = await startProduct();
    try {
      await active(product);
      const first = await triggerHousekeeping(product);
      await product.temporal.workflow.getHandle(first.workflowId).result();
      await save(product, first.workflowId, first.runId, 'continued-between-steps');
      await save(
        product,
        first.workflowId,
        await currentRun(product, first.workflowId),
        'happy-after-continuing',
      );
    } finally {
      await product.close();
      await server.stop();
    }
  });
});
