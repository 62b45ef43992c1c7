import type { SandboxCredentials } from '../../sandbox/credentials.ts';
import type { Item } from '../../test/product/lifecycle.ts';
import { psasInChaos } from './psas.ts';
import { type AtIntegration, ripe, type Scene } from './scene.ts';

/** Somebody who also knows where the PSA is. */
type Informed = AtIntegration & Pick<Scene, 'installation' | 'encounters'>;

const storePsa = ({ person, integration, installation }: Informed, credentials: SandboxCredentials) =>
  person.ask(
    'PUT',
    `${integration.path}/credentials/psa`,
    psasInChaos[installation.psa].credential(credentials),
  );

/**
 * Verifies what is stored, and answers what is asked about it as an administrator who knows would: it has moved. True:
 * it is in use.
 */
export async function authenticated(at: AtIntegration): Promise<boolean> {
  const { person, integration } = at;
  const { status, body } = await person.ask('POST', `${integration.path}/authenticate`, {});
  if (status < 300) return true;
  return body['code'] === 'AddressChanged' && (await answer(at, 'moved')) !== null;
}

/** The integration that goes on; null: it was rejected, or nothing is asked. */
async function answer(
  { person, integration }: AtIntegration,
  kind: 'moved' | 'another',
): Promise<string | null> {
  const path = `${integration.path}/instance`;
  const { body } = await person.get(path);
  const [question] = (body['questions'] ?? []) as readonly Item[];
  const move = body['move'] as Item | null;
  const credentialId = question?.['credentialId'] ?? move?.['credentialId'];
  if (credentialId == null) return null;
  const askedAt = question?.['askedAt'] ?? move?.['since'];
  const answered = await person.ask('POST', path, { credentialId, askedAt, answer: kind });
  return answered.status < 300 ? String(answered.body['integrationId']) : null;
}

/** What a complete read did not find where the PSA is now is accepted as it is there. False: no move is open. */
export async function acceptMove(at: AtIntegration): Promise<boolean> {
  const { body } = await at.person.get(`${at.integration.path}/instance`);
  const move = body['move'] as Item | null;
  if (move?.['differences'] != null) await answer(at, 'moved');
  return move != null;
}

const moves = { left: 'PSAs that left their address', followed: 'PSAs that moved' } as const;

/**
 * Stores and verifies where the PSA is now, unless that succeeded before: until then the integration calls its former
 * address, where there is no PSA any more.
 */
export async function followMove(at: Informed): Promise<void> {
  const { installation, encounters } = at;
  if (encounters.count(moves.left) === encounters.count(moves.followed)) return;
  await storePsa(at, installation.credentials);
  if (await authenticated(at)) encounters.note(moves.followed);
}

/**
 * Ends a move once faults and kills are over, after the read that its answer depends on: until then nothing is sent, and
 * no stop of writes is lifted.
 */
export async function settleMove(at: Informed): Promise<void> {
  const { person, integration } = at;
  await followMove(at);
  for (let tries = 1; tries <= 3 && (await acceptMove(at)); tries += 1) {
    await person.ask('POST', `${integration.path}/syncs`, { mode: 'full' });
    await ripe(at, 2_000, ({ activeRun }) => activeRun !== null);
    await ripe(at, 30_000, ({ activeRun }) => activeRun === null);
  }
}

/** Credentials of a staging copy are stored by mistake, and those of the own PSA again. */
export async function stagingCopy(scene: Scene): Promise<void> {
  const { installation, person, integration, encounters } = scene;
  // A copy of an Autotask database would stand in the zone to which the own one moves now and then.
  const kind = installation.psa === 'autotask' ? 'other' : 'copy';
  const { credentials } = await installation.control.addInstance(installation.psa, kind);
  try {
    await storePsa(scene, credentials);
    const { status, body } = await person.ask('POST', `${integration.path}/authenticate`, {});
    encounters.note(
      `credentials of ${kind === 'copy' ? 'a copy' : 'others'}: ${String(body['code'] ?? status)}`,
    );
    if (status < 300)
      encounters.wrongs.push({
        words: `credentials of another instance answered ${status}`,
        requestId: null,
      });
  } finally {
    await storePsa(scene, installation.credentials);
    await authenticated(scene);
  }
}

/** The own PSA stands at another address from now on. */
export async function movedInstance(scene: Scene): Promise<void> {
  const { installation, encounters } = scene;
  // Autotask's zone moves and comes back by itself (psa-troubles.ts).
  if (installation.psa === 'autotask') return;
  await installation.control.addInstance(installation.psa, 'moved');
  await installation.renewCredentials();
  encounters.note(moves.left);
  await followMove(scene);
  await scene.person.ask('POST', `${scene.integration.path}/syncs`, { mode: 'full' });
}

/** Answers that the credentials are of another instance, once they are known to be; the integration with that one. */
export async function giveWay(scene: Scene, credentials: SandboxCredentials): Promise<string | null> {
  await storePsa(scene, credentials);
  await scene.person.ask('POST', `${scene.integration.path}/authenticate`, {});
  return answer(scene, 'another');
}
