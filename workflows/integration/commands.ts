import type { CommandOutcome, CredentialVerdict } from '../../contracts/temporal/activities.ts';
import type { CommandRef, CommandResult, IntegrationRef } from '../../contracts/temporal/messages.ts';
import { psaProbe, recon, vendorProbe } from './calls.ts';
import type { EditionRefresh } from './edition-refresh.ts';
import type { Status } from './status.ts';
import type { Work } from './work.ts';

export const commandNames = [
  'authenticate',
  'answerInstance',
  'load',
  'finish',
  'changeSchedule',
  'resume',
  'pause',
  'disconnect',
] as const;
type CommandName = (typeof commandNames)[number];

/** What people command. Each does its part and answers with what its row has stored. */
export class Commands {
  constructor(
    private readonly ref: IntegrationRef,
    private readonly status: Status,
    private readonly work: Work,
    private readonly editions: EditionRefresh,
  ) {}

  /**
   * What answers each command. Pause and disconnect do not queue behind other work: every activity's claim reads what
   * they set (architecture.md 4).
   */
  readonly answers: Readonly<Record<CommandName, (command: CommandRef) => Promise<CommandResult>>> = {
    authenticate: (command) => this.status.inLine('authenticate', () => this.authenticate(command)),
    answerInstance: (command) => this.status.inLine('authenticate', () => this.answerInstance(command)),
    load: (command) => this.status.inLine('load', () => this.load(command)),
    finish: (command) => this.finishAfterEditions(command),
    changeSchedule: (command) => this.status.inLine('schedule', () => this.changeSchedule(command)),
    resume: (command) => this.status.inLine('schedule', () => this.resume(command)),
    pause: (command) => this.pause(command),
    disconnect: (command) => this.disconnect(command),
  };

  private async authenticate(command: CommandRef): Promise<CommandResult> {
    const verdicts = await this.verdicts();
    const result = this.conclude(await recon.concludeAuthentication({ ...this.ref, ...command, verdicts }));
    if (this.status.phase === 'loading') this.status.wanted.add('load');
    return result;
  }

  private async verdicts(): Promise<readonly CredentialVerdict[]> {
    const [vendor, psa] = await Promise.all([
      vendorProbe.verifyVendor(this.ref),
      psaProbe.verifyPsa(this.ref),
    ]);
    return [...vendor, ...psa];
  }

  /** Asked again first: only what answers now is taken. */
  private async answerInstance(command: CommandRef): Promise<CommandResult> {
    const verdicts = await this.verdicts();
    const result = this.conclude(await recon.answerInstance({ ...this.ref, ...command, verdicts }));
    if (this.status.phase === 'loading') this.status.wanted.add('load');
    if (this.status.phase === 'disconnecting') this.work.stopLoading();
    return result;
  }

  private async load(command: CommandRef): Promise<CommandResult> {
    const result = this.conclude(await recon.beginLoading({ ...this.ref, ...command }));
    if (this.status.phase === 'loading') this.status.wanted.add('load');
    else this.status.wanted.delete('load');
    return result;
  }

  private async finishAfterEditions(command: CommandRef): Promise<CommandResult> {
    await this.status.known();
    // The first sync values by editions what nobody bills yet. Not in the line: decisions go on meanwhile.
    await this.editions.ended('15s');
    return this.status.inLine('finish', () => this.finish(command));
  }

  private async finish(command: CommandRef): Promise<CommandResult> {
    await this.work.applyWaiting();
    const result = this.conclude(await recon.finalizeIntegration({ ...this.ref, ...command }));
    if (result.status < 400) {
      await recon.ensureSchedule(this.ref);
      await recon.startSync(this.ref);
    }
    return result;
  }

  private async changeSchedule(command: CommandRef): Promise<CommandResult> {
    return this.conclude(await recon.changeSchedule({ ...this.ref, ...command }));
  }

  private async resume(command: CommandRef): Promise<CommandResult> {
    return this.conclude(await recon.resumeIntegration({ ...this.ref, ...command }));
  }

  private async pause(command: CommandRef): Promise<CommandResult> {
    await this.status.known();
    const result = this.conclude(await recon.pauseIntegration({ ...this.ref, ...command }));
    // Work under way may answer later with the phase before: the row is read once more after it.
    this.status.wanted.add('reread');
    return result;
  }

  private async disconnect(command: CommandRef): Promise<CommandResult> {
    await this.status.known();
    const result = this.conclude(await recon.beginDisconnect({ ...this.ref, ...command }));
    if (this.status.phase === 'disconnecting') this.work.stopLoading();
    return result;
  }

  private conclude(outcome: CommandOutcome): CommandResult {
    this.status.enter(outcome.phase);
    return outcome.result;
  }
}
