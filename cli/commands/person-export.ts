import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { membershipsOf } from '../../db/people/memberships.ts';
import { message } from '../../messages/message.ts';
import { beginExport, personalData } from '../../use-cases/people/export-person.ts';
import { isRejected } from '../../use-cases/outcome.ts';
import { bySystem } from '../../use-cases/request-context.ts';
import { CannotRun, type RunCommand } from '../command.ts';
import { openInstallation } from '../installation.ts';
import { findNamedMember } from '../named-member.ts';

const Given = z.object({ email: z.string(), file: z.string().optional() });

/** Writes what is held about a person in every organization into a file that only its owner can read. */
export const run: RunCommand = async (options, context) => {
  const { email, file } = Given.parse(options);
  const now = new Date();
  const path = resolve(file ?? `seatwise-person-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.json`);
  const { db } = await openInstallation(context, 'person export', 'any');
  const { personId } = await findNamedMember(db, email.trim());
  const memberships = await membershipsOf(db, personId);
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new CannotRun(message('cli.person-export.not-written', { file: path }), { cause: error });
  });
  context.onEnd(() => handle.close());
  for (const [nth, { tenantId, memberId, organization }] of memberships.entries()) {
    const by = { ...bySystem({ tenantId }, now), actor: { kind: 'system', id: 'command-line' } } as const;
    const subject = await db.transaction().execute((tx) => beginExport(tx, memberId, 'operator', by));
    if (isRejected(subject)) continue;
    await handle.write(`${nth === 0 ? '{' : ','}\n${JSON.stringify(organization)}: `);
    for await (const part of personalData(db, subject)) await handle.write(part);
  }
  await handle.write('\n}\n');
  const organizations = memberships.map(({ organization }) => organization);
  return {
    ok: true,
    data: { file: path, organizations },
    lines: [
      message('cli.person-export.written', { file: path, organizations }),
      message('cli.person-export.users'),
    ],
  };
};
