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
