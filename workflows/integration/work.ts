import { textsFor } from '../details/markdown.ts';
import { CancellationScope, sleep, TemporalFailure } from '@temporalio/workflow';
import type { IntegrationRef } from '../../contracts/temporal/messages.ts';
import { readsEditions } from '../../domain/states.ts';
import { psaLoad, recon, rows, vendorLoad } from './calls.ts';
import type { EditionRefresh } from './edition-refresh.ts';
import type { Status } from './status.ts';

const openWritesAskedAtMostMs = 5 * 60_000;

/** What an integration does by itself, one piece at a time. */
export class Work {
  private loading: CancellationScope | null = null;

  constructor(
    private readonly ref: IntegrationRef,
    private readonly status: Status,
    private readonly editions: EditionRefresh,
  ) {}

  async reread(): Promise<void> {
    this.status.wanted.delete('reread');
    this.status.take(await rows.loadIntegration(this.ref));
  }

  async daily(): Promise<void> {
    await this.reread();
    this.editions.wanted = readsEditions(this.status.phase);
  }

  applyWaiting(): Promise<void> {
    return this.status.applyWaiting((commandId) => recon.applyMappingCommand({ ...this.ref, commandId }));
  }

  async load(): Promise<void> {
    this.status.wanted.delete('load');
    this.loading = new CancellationScope();
    try {
      await this.loading.run(() => this.loadParts());
    } catch (error) {
      // A disconnect does not wait for what it makes useless.
      if (!(error instanceof TemporalFailure) || this.status.phase !== 'disconnecting') throw error;
    }
  }

  stopLoading(): void {
    this.loading?.cancel();
  }

  private async loadParts(): Promise<void> {
    const parts = [vendorLoad.loadVendorAccounts(this.ref), psaLoad.loadPsaCatalog(this.ref)];
    await Promise.allSettled(parts);
    await Promise.all(parts);
    await recon.matchExactNames(this.ref);
    const { phase, cause } = await recon.concludeLoading(this.ref);
    this.status.enterFor(phase, cause ?? null);
    this.editions.wanted = this.status.phase === 'mapping';
  }

  async disconnect(): Promise<void> {
    const summary = textsFor(null)('temporal.timer.sync-ends');
    while ((await recon.stopSyncs(this.ref)).active) await sleep('1s', { summary });
    // Credentials stay until every write under way is resolved by reading, or given to a person after a day.
    await this.writesResolved();
    // The reading of editions stops by itself, after the account it is at: credentials are not erased under its hands.
    await this.editions.ended('1m');
    await recon.concludeDisconnect(this.ref);
    this.status.disconnected();
  }

  private async writesResolved(): Promise<void> {
    let waitMs = 1_000;
    while ((await recon.openWrites(this.ref)).open > 0) {
      await sleep(waitMs, { summary: textsFor(null)('temporal.timer.writes') });
      waitMs = Math.min(2 * waitMs, openWritesAskedAtMostMs);
    }
  }
}
