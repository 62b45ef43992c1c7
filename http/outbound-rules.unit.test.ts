import { mayDial } from './addresses.ts';
import { parseJson } from './json.ts';
import { matchResolve, parseResolve } from './resolve.ts';

describe('OUTBOUND_RESOLVE', () => {
  it('reads hosts, wildcards and IPv6, and prefers the closest rule', () => {
    const rules = parseResolve(
      ' *.duosecurity.test=127.0.0.1:9443, a.duosecurity.test=[::1]:1 ,*.x.duosecurity.test=10.0.0.1:2,',
    );
    expect(matchResolve(rules, 'a.duosecurity.test')).toEqual({
      pattern: 'a.duosecurity.test',
      address: '::1',
      port: 1,
    });
    expect(matchResolve(rules, 'b.duosecurity.test')).toMatchObject({ address: '127.0.0.1', port: 9443 });
    expect(matchResolve(rules, 'c.x.duosecurity.test')).toMatchObject({ address: '10.0.0.1' });
    expect(matchResolve(rules, 'duosecurity.test')).toBeUndefined();
    expect(matchResolve(rules, 'evilduosecurity.test')).toBeUndefined();
    expect(parseResolve('')).toEqual([]);
  });

  it.each([
    'host',
    'host=1.2.3.4',
    'host=name:443',
    'host=1.2.3.4:0',
    'host=1.2.3.4:70000',
    'ho st=1.2.3.4:1',
    '*=1.2.3.4:1',
    'a=999.1.1.1:1',
  ])('names the rule that cannot be read: %s', (rule) => {
    expect(() => parseResolve(`ok.test=1.2.3.4:1,${rule}`)).toThrow(`"${rule}"`);
  });
});

describe('addresses', () => {
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    '%s may be dialled',
    (address) => {
      expect(mayDial(address, false)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '::ffff:a00:1',
  ])('%s only by the operator', (address) => {
    expect(mayDial(address, false)).toBe(false);
    expect(mayDial(address, true)).toBe(true);
  });

  it.each([
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    'fe80::1',
    'fd00:ec2::254',
    '::',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    'nonsense',
  ])('%s never', (address) => {
    expect(mayDial(address, true)).toBe(false);
  });
});

describe('JSON', () => {
  it('tells empty, broken and too deep text apart', () => {
    expect(parseJson(' \n')).toEqual({ ok: false, reason: 'empty' });
    expect(parseJson('<html>')).toEqual({ ok: false, reason: 'not-json' });
    expect(parseJson('['.repeat(1_000_000))).toEqual({ ok: false, reason: 'too-deep' });
    expect(parseJson('[[1]]', 1)).toEqual({ ok: false, reason: 'too-deep' });
  });

  it('does not count brackets inside text', () => {
    expect(parseJson(String.raw`{"a":"[[[\"[[[","b":[1]}`, 2)).toEqual({
      ok: true,
      value: { a: '[[["[[[', b: [1] },
    });
  });
});
