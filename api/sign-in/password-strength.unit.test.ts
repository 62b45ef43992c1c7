import { catalogOf } from '../../messages/catalog.ts';
import { createRenderer } from '../../messages/rendering/renderer.ts';
import { weaknessOf } from './password-strength.ts';

const render = createRenderer(catalogOf('en'), { timeZone: 'UTC', terms: null });
const said = async (password: string): Promise<string | null> => {
  const weakness = await weaknessOf(password, about);
  return weakness === null ? null : render(weakness);
};

const about = ['jonas.berg@harbor-lane.test', 'Jonas Berg', 'Harbor Lane IT Services'];

it.each([
  ['password1234', /common/i],
  ['aaaaaaaaaaaa', /repeat/i],
  ['qwertyuiop12', /keyboard|common/i],
  ['123456789012', /./],
  ['P@ssw0rd2024!', /common/i],
  ['abcdefghijkl', /sequence/i],
  ['jonas.berg2026', /Leave them out/],
  ['HarborLane2026', /Leave them out/],
  ['seatwiseseatwise', /Leave them out/],
])('%s is rejected, and the reason is said', async (password, reason) => {
  expect(await said(password)).toMatch(reason);
});

it.each(['correct horse battery', 'a1e9-7b44-03cd', 'Vogelbeere trinkt Tee', '蓝色的马在雨中跳舞吃面包'])(
  '%s is taken',
  async (password) => {
    expect(await said(password)).toBeNull();
  },
);

it('looks at the beginning of a password of 1,024 characters, and no further', async () => {
  expect(await said(`${'aB3$'.repeat(16)}${'seven quiet herons '.repeat(50)}`)).toMatch(/repeat/i);
});
