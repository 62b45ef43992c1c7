import { randomUUID } from 'node:crypto';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { keptInstance } from '../../db/integrations/instances.ts';
import { receiveUpdateCommand } from '../../db/integrations/commands.ts';
import { credentialSummaries, putCandidate } from '../../db/secrets/credentials.ts';
import type { InstanceAnswer } from '../../domain/instances.ts';
import { systemActor } from '../../domain/keys.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { kept } from '../../test/environment/registered-kinds.ts';
import { createAnswerInstance } from '../lifecycle/answer-instance.ts';
import { createConcludeAuthentication } from '../lifecycle/conclude-authentication.ts';
import { createVerifyPsa } from './verify-psa.ts';
import { createVerifyVendor } from './verify-vendor.ts';

let under: ActivitiesUnderTest;
beforeAll(async () => {
  under = await activitiesUnderTest();
});
afterAll(() => under.close());

async function verdicts(): Promise<readonly CredentialVerdict[]> {
  const deps = under.deps();
  return [
    ...(await runActivity(createVerifyVendor(deps), under.key)),
    ...(await runActivity(createVerifyPsa(deps), under.key)),
  ];
}

/** What the workflow does with one command, after verifying every credential. */
async function command(kind: 'authenticate' | 'answerInstance', body: object) {
  const commandId = randomUUID();
  await receiveUpdateCommand(under.db, under.key, {
    commandId, kind, bodyHash: 'x', body, actor: systemActor,
  }); // prettier-ignore
  const input = { ...under.key, commandId, verdicts: await verdicts() };
  const work = kind === 'authenticate' ? createConcludeAuthentication : createAnswerInstance;
  const { result } = await work(under.deps())(input);
  return { status: result.status, code: (result.body as { readonly code?: string }).code };
}

async function signInToCopy(): Promise<void> {
  const { credentials } = await under.control.addInstance('connectwise', 'copy');
  await under.db
    .transaction()
    .execute((tx) =>
      putCandidate(tx, under.deps().keyRing, under.key, kept('psa', credentials.psa), 'test'),
    );
  await command('authenticate', {});
}

const psaSide = async () => (await keptInstance(under.db, under.key, 'psa'))!;
const answer = (credentialId: string, askedAt: Date, kind: InstanceAnswer) =>
  command('answerInstance', { credentialId, askedAt: askedAt.toISOString(), answer: kind });

describe('an answer about an instance', () => {
  it('is rejected once another administrator answered the question, and changes nothing', async () => {
    expect(await command('authenticate', {})).toMatchObject({ status: 200 });
    await signInToCopy();
    const { question } = await psaSide();
    const { credentialId, askedAt } = question!;

    expect(await answer(credentialId, askedAt, 'moved')).toMatchObject({ status: 200 });
    const gone = { status: 409, code: 'InstanceQuestionGone' };
    for (const late of ['another', 'moved'] as const)
      expect(await answer(credentialId, askedAt, late)).toEqual(gone);

    const { phase, successorId } = await under.db
      .selectFrom('integration')
      .select(['phase', 'successorId'])
      .executeTakeFirstOrThrow();
    expect([phase, successorId]).toEqual(['active', null]);
    const { move } = await psaSide();
    const working = (await credentialSummaries(under.db, under.key)).find(
      ({ set, state }) => set === 'psa' && state === 'working',
    )!;
    expect(await answer(working.id, move!.since, 'moved')).toMatchObject({ status: 200 });
    expect(await answer(working.id, move!.since, 'another')).toEqual(gone);
  });
});
