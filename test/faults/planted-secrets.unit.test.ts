import { findSecrets } from './planted-secrets.ts';

const secret = 'pK/x+9"Zq~7 wörter==Tail';
const found = (text: string): readonly string[] =>
  findSecrets([{ name: 'the key', secret }], new Map([['a log', text]]));

describe('the search for planted secrets', () => {
  it.each([
    ['plain', `key=${secret};`],
    ['JSON', JSON.stringify({ key: secret })],
    ['a URL', `https://x.test/?key=${encodeURIComponent(secret)}`],
    ['a form', new URLSearchParams({ key: secret }).toString()],
    ['hex', Buffer.from(secret).toString('hex')],
    ['hex in capitals', Buffer.from(secret).toString('hex').toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['Basic authorization', `Basic ${Buffer.from(`acme+public:${secret}`).toString('base64')}`],
    ['base64 one further', Buffer.from(`1${secret}22`).toString('base64')],
    ['base64url two further', Buffer.from(`12${secret}3`).toString('base64url')],
  ])('finds it in %s', (_form, text) => {
    expect(found(`before ${text} after`).length).toBeGreaterThan(0);
  });

  it('finds nothing where there is nothing', () => {
    expect(found('{"last4":"Tail","fingerprint":"ab12"}')).toEqual([]);
  });

  it('rejects a secret so short that chance would find it', () => {
    expect(() => findSecrets([{ name: 'the key', secret: 'short' }], new Map())).toThrow('too short');
  });
});
