import { type FileHandle, open } from 'node:fs/promises';
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import { build } from '../../config/build-identity.ts';
import { operatingFigures } from '../../db/housekeeping/operating-figures.ts';
import { supportFacts } from '../../db/housekeeping/support-facts.ts';
import { message } from '../../messages/message.ts';
import { jsonDocument } from '../../messages/say.ts';
import { CannotRun, indented, type RunCommand } from '../command.ts';
import { causeOf } from '../doctor/check.ts';
import { claimInstallation } from '../installation.ts';
import { shownSettings } from '../support/settings.ts';
import { workflowFacts } from '../support/workflows.ts';
import { temporalOfClaim } from '../temporal-of-claim.ts';
import { examineInstallation } from './doctor.ts';

const optionsSchema = z.object({ file: z.string().optional() });

/** Packs what support asks for into one file, while parts are down too. Changes nothing. */
export const run: RunCommand = async (options, context) => {
  const { file } = optionsSchema.parse(options);
  const now = new Date();
  const path = resolve(file ?? `seatwise-support-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.zip`);
  const claim = claimInstallation(context, 'support-bundle', 'any');
  // Before everything is gathered for a file that cannot be written.
  const handle = await openNew(path);
  context.onEnd(() => handle.close());
  const { db, checks } = await examineInstallation(context, claim);
  const temporal = claim.runs === 'stopped' ? null : temporalOfClaim(context, claim);
  const [facts, figures, workflows] = await Promise.all([
    db === null ? null : orCause(supportFacts(db)),
    db === null ? null : orCause(operatingFigures(db)),
    temporal === null ? null : orCause(workflowFacts(temporal)),
  ]);
  const parts: Readonly<Record<string, object | null>> = {
    'about.json': { createdAt: now, ...build, ...machine() },
    'doctor.json': { checks },
    'settings.json': { settings: shownSettings(context.environment, context.setByName) },
    'database.json': facts,
    'figures.json': figures,
    'workflows.json': workflows,
  };
  const documents = Object.entries(parts).flatMap(([name, part]) =>
    part === null ? [] : [[name, jsonDocument(part, context.say)] as const],
  );
  const names = documents.map(([name]) => name);
  const readMe = `${context.say(message('cli.support-bundle.read-me'))}\n`;
  const zip = zipSync(
    Object.fromEntries([['README.txt', readMe], ...documents].map(([name, text]) => [name, strToU8(text)])),
  );
  await handle.writeFile(zip);
  return {
    ok: true,
    data: { file: path, bytes: zip.length, parts: names },
    lines: [
      message('cli.support-bundle.written', { file: path }),
      indented(message('cli.support-bundle.contents', { names })),
      indented(message('cli.support-bundle.check')),
    ],
  };
};

/** A file of its owner's, which must not be there yet. Throws {@link CannotRun}. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const { code, message: words } = error as NodeJS.ErrnoException;
    throw new CannotRun(
      code === 'EEXIST'
        ? message('backups.file-exists', { file: path })
        : message('cli.support-bundle.not-written', { file: path, cause: code ?? words }),
    );
  }
}

const machine = () => ({
  node: process.version,
  platform: platform(),
  release: release(),
  arch: arch(),
  processors: cpus().length,
  memoryBytes: totalmem(),
  freeMemoryBytes: freemem(),
});

/** What cannot be read is replaced by its cause. */
const orCause = (reading: Promise<object>): Promise<object> =>
  reading.catch((error: unknown) => ({ notRead: causeOf(error) }));
