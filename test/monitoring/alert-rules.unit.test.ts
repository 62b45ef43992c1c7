import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '../../contracts/errors.ts';
import { anchorsOf, projectFolder } from '../documentation/markdown.ts';
import { alertRules, askedBy, labelsShown } from './alert-rules.ts';

describe('the alert rules', () => {
  const rules = alertRules();

  it('have names of their own', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s is PromQL that names metrics', (_, rule) => {
    const { errors: mistakes, metrics } = askedBy(rule.expr);
    expect(mistakes).toEqual([]);
    expect(metrics.map(({ metric }) => metric)).toEqual(
      metrics.map((): unknown => expect.stringMatching(/^(seatwise|temporal|kube)_[a-z_]+$/u)),
    );
    expect(metrics.length).toBeGreaterThan(0);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s shows only labels it has', (_, rule) => {
    const { metrics, grouping } = askedBy(rule.expr);
    const aggregated = /\bby \(|\b(sum|min|max)\(/u.test(rule.expr);
    if (aggregated) expect(grouping).toEqual(expect.arrayContaining([...labelsShown(rule)]));
    else expect(metrics.length).toBeGreaterThan(0);
  });

  it.each(rules.map((rule) => [rule.alert, rule] as const))('%s leads to what to do', (_, rule) => {
    const [path = '', anchor = ''] = rule.annotations.runbook.split('#');
    expect(existsSync(join(projectFolder, path))).toBe(true);
    expect([...anchorsOf(path)]).toContain(anchor);
  });

  it('name only codes of notices that exist', () => {
    const codes = rules
      .flatMap(({ expr }) => askedBy(expr).metrics)
      .flatMap(({ metric, equal }) => (metric === 'seatwise_open_notices' ? [equal['code']] : []))
      .filter((code) => code !== undefined);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !(code in errors))).toEqual([]);
  });

  it('are read by a grammar that knows mistakes', () => {
    expect(askedBy('sum(rate(a[5m]) > ').errors.length).toBeGreaterThan(0);
    expect(askedBy('sum by (x) (rate(a{b="c", d=~"e"}[5m]))')).toEqual({
      errors: [],
      metrics: [{ metric: 'a', labels: ['b', 'd'], equal: { b: 'c' } }],
      grouping: ['x'],
    });
  });
});
