/** The shape of the tables of panels in this folder; `npm run docs` writes deploy/dashboards from them. */

export interface Query {
  /** PromQL; `$__rate_interval` and `$integration` are Grafana's. */
  readonly expr: string;
  /** What a series is called: text, or labels as in `{{state}}`. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** What it shows, and when to act. */
  readonly description: string;
  /** `stat`: the newest value, large. `lines`: over time. `stack`: over time, adding up. */
  readonly kind: 'stat' | 'lines' | 'stack';
  /** Of Grafana's units. */
  readonly unit: 'short' | 's' | 'h' | 'percentunit' | 'ops' | 'reqps' | 'bytes' | 'none';
  /** Of a stat, the least value that is amber, and that is red; absent: no color. */
  readonly limits?: readonly [amber: number | null, red: number];
  /** Words in place of values. */
  readonly words?: Readonly<Record<number, string>>;
  readonly queries: readonly Query[];
}

export interface Dashboard {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  /** Whether one integration can be chosen. */
  readonly byIntegration: boolean;
  readonly panels: readonly Panel[];
}

/** One query, the only one of its panel. */
export const one = (expr: string, legend = ''): readonly Query[] => [{ expr, legend }];

/** A counter that has no series before its first event shows 0. */
export const orZero = (expr: string): string => `${expr} or vector(0)`;

/** What 95 % of the observations of a histogram stay below. */
export const p95 = (histogram: string, by: string): string =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${histogram}_bucket[$__rate_interval])))`;

/** How long attempts of activities take. */
export const attempts = 'seatwise_activity_attempt_seconds';
