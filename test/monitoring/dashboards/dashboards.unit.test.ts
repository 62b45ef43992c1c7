import { askedBy } from '../alert-rules.ts';
import { dashboards, promqlOf } from './grafana.ts';

const panels = dashboards.flatMap((dashboard) =>
  dashboard.panels.map((panel) => [`${dashboard.title}: ${panel.title}`, panel] as const),
);

it('each panel has its own title', () => {
  expect(panels.length).toBeGreaterThan(40);
  expect(new Set(panels.map(([title]) => title)).size).toBe(panels.length);
});

it.each(panels)('%s: PromQL, whose legend shows only labels that its series have', (_, { queries }) => {
  for (const query of queries) {
    const { errors, metrics, grouping } = askedBy(promqlOf(query));
    expect(errors).toEqual([]);
    expect(metrics.length).toBeGreaterThan(0);
    const shown = [...query.legend.matchAll(/\{\{(\w+)\}\}/gu)].map(([, label]) => label);
    const ofTarget = ['job', 'instance'];
    expect([...grouping, ...ofTarget]).toEqual(expect.arrayContaining(shown));
  }
});
