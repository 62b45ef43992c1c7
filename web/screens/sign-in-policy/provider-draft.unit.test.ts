import { bodyOf, changeOf, draftOf, emptyDraft } from './provider-draft.ts';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const global = `https://login.microsoftonline.com/${id}/v2.0`;

describe('the form of an identity provider', () => {
  it('knows the issuer of Entra ID from the directory, and app roles as its claim', () => {
    const draft = { ...emptyDraft('entra', 'Microsoft'), place: ` ${id} `, clientId: 'client' };
    expect(bodyOf(draft)).toMatchObject({
      issuer: `https://login.microsoftonline.com/${id}/v2.0`,
      roleClaim: 'roles',
      defaultRole: null,
    });
  });

  it('sends domains one by one, no empty claim, and no value without a name', () => {
    const draft = {
      ...emptyDraft('google', 'Google'),
      domains: 'harbor-lane.test, \n example.test',
      roles: [{ value: ' ', role: 'admin' as const }],
    };
    expect(bodyOf(draft)).toMatchObject({
      issuer: 'https://accounts.google.com',
      domains: ['harbor-lane.test', 'example.test'],
      roleClaim: null,
      roles: [],
      defaultRole: 'viewer',
    });
  });

  it.each([
    ['entra', global],
    ['entra', `https://login.microsoftonline.us/${id}/v2.0`],
    ['entra', `https://login.partner.microsoftonline.cn/${id}/v2.0`],
    ['okta', 'https://id.example.test'],
    // It serves Entra ID, but as any other provider.
    ['generic', global],
  ] as const)('changes nothing of %s at %s that was not typed', (kind, issuer) => {
    const provider = {
      id,
      kind,
      name: 'Work',
      issuer,
      clientId: 'client',
      domains: [],
      roleClaim: 'groups',
      roles: [{ value: 'ops', role: 'approver' as const }],
      defaultRole: null,
      enabled: true,
      redirectUri: '',
      backChannelLogoutUri: '',
      createdAt: '2026-11-24T02:04:00.000Z',
      members: 1,
    };
    const draft = draftOf(provider);
    expect(provider).toMatchObject(bodyOf(draft));
    expect(changeOf(draft, provider)).not.toHaveProperty('issuer');
    expect(draft.place).toBe(kind === 'entra' && issuer === global ? id : issuer);
    const moved = { ...draft, place: 'https://other.example.test' };
    expect(changeOf(moved, provider)).toMatchObject({ issuer: 'https://other.example.test' });
  });
});
