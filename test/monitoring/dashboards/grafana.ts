import { installation } from './installation.ts';
import { monthsAndWriting } from './months-and-writing.ts';
import type { Dashboard, Panel, Query } from './panel.ts';
import { syncsAndVendors } from './syncs-and-vendors.ts';
import { temporalWorkers } from './temporal-workers.ts';

export const dashboards: readonly Dashboard[] = [
  monthsAndWriting,
  syncsAndVendors,
  temporalWorkers,
  installation,
];

/** A query as Prometheus gets it, for every integration. */
export const promqlOf = ({ expr }: Query): string =>
  expr.replaceAll('$__rate_interval', '5m').replaceAll('$integration', '.*');

/** The data source that the viewer chose. */
const datasource = { type: 'prometheus', uid: '${datasource}' };

/** Grafana's grid has 24 columns: four stats in a row, or two graphs. */
const sizes = { stat: { w: 6, h: 4 }, graph: { w: 12, h: 8 } };

/** The place of each panel: rows of equal height, filled from the left. */
function placed(panels: readonly Panel[]): readonly { x: number; y: number; w: number; h: number }[] {
  const places: { x: number; y: number; w: number; h: number }[] = [];
  let next = { x: 0, y: 0, h: 0 };
  for (const { kind } of panels) {
    const { w, h } = kind === 'stat' ? sizes.stat : sizes.graph;
    if (next.x + w > 24 || (next.h !== h && next.x > 0)) next = { x: 0, y: next.y + next.h, h };
    places.push({ x: next.x, y: next.y, w, h });
    next = { x: next.x + w, y: next.y, h };
  }
  return places;
}

const colors = ['green', 'orange', 'red'] as const;

/** Without limits a value says nothing by its color. */
const thresholdsOf = ({ limits }: Panel) => ({
  mode: 'absolute',
  steps: [
    { color: limits === undefined ? 'text' : colors[0], value: null },
    ...(limits ?? []).flatMap((value, index) =>
      value === null ? [] : [{ color: colors[index + 1], value }],
    ),
  ],
});

const mappingsOf = ({ words }: Panel) =>
  words === undefined
    ? []
    : [
        {
          type: 'value',
          options: Object.fromEntries(
            Object.entries(words).map(([value, text], index) => [value, { text, index }]),
          ),
        },
      ];

const lookOf = (panel: Panel) =>
  panel.kind === 'stat'
    ? {
        fieldConfig: {
          defaults: {
            unit: panel.unit,
            color: { mode: 'thresholds' },
            thresholds: thresholdsOf(panel),
            mappings: mappingsOf(panel),
          },
          overrides: [],
        },
        options: {
          colorMode: 'value',
          graphMode: 'area',
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        },
      }
    : {
        fieldConfig: {
          defaults: {
            unit: panel.unit,
            min: 0,
            color: { mode: 'palette-classic' },
            custom: {
              drawStyle: 'line',
              lineWidth: 1,
              fillOpacity: panel.kind === 'stack' ? 30 : 0,
              showPoints: 'never',
              stacking: { mode: panel.kind === 'stack' ? 'normal' : 'none', group: 'A' },
            },
          },
          overrides: [],
        },
        options: {
          legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
      };

const variablesOf = ({ byIntegration }: Dashboard) => [
  {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    refresh: 1,
  },
  ...(byIntegration
    ? [
        {
          name: 'integration',
          label: 'Integration',
          type: 'query',
          datasource,
          definition: 'label_values(seatwise_hours_since_last_good_sync, integration)',
          query: {
            query: 'label_values(seatwise_hours_since_last_good_sync, integration)',
            refId: 'integration',
          },
          refresh: 2,
          includeAll: true,
          allValue: '.*',
          current: { text: 'All', value: '$__all' },
        },
      ]
    : []),
];

/** A dashboard as Grafana 10 and newer imports it. */
export function dashboardJson(dashboard: Dashboard): string {
  const places = placed(dashboard.panels);
  const panels = dashboard.panels.map((panel, index) => ({
    id: index + 1,
    type: panel.kind === 'stat' ? 'stat' : 'timeseries',
    title: panel.title,
    description: panel.description,
    datasource,
    gridPos: places[index],
    targets: panel.queries.map(({ expr, legend }, query) => ({
      refId: String.fromCodePoint(65 + query),
      datasource,
      expr,
      legendFormat: legend === '' ? '__auto' : legend,
      range: true,
    })),
    ...lookOf(panel),
  }));
  return `${JSON.stringify(
    {
      uid: `seatwise-${dashboard.file}`,
      title: dashboard.title,
      description: dashboard.description,
      tags: ['seatwise'],
      schemaVersion: 39,
      editable: true,
      graphTooltip: 1,
      timezone: 'browser',
      time: { from: 'now-24h', to: 'now' },
      refresh: '1m',
      links: [
        {
          type: 'dashboards',
          title: 'Seatwise',
          tags: ['seatwise'],
          asDropdown: true,
          includeVars: true,
          keepTime: true,
        },
      ],
      templating: { list: variablesOf(dashboard) },
      panels,
    },
    null,
    2,
  )}\n`;
}
