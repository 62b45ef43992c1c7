import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { z } from 'zod';
import { readText } from '../documentation/markdown.ts';

/** The alert rules of deploy/alerts.yml, and what their expressions ask of Prometheus. */

const Rule = z.strictObject({
  alert: z.string().regex(/^Seatwise[A-Z]\w+$/u),
  expr: z.string().min(1),
  for: z
    .string()
    .regex(/^\d+[smhd]$/u)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string().min(20), runbook: z.string() }),
});
const RuleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(Rule).min(1) })).min(1),
});
export type AlertRule = z.infer<typeof Rule>;

/** Throws where the file is not one that Prometheus loads. */
export const alertRules = (): readonly AlertRule[] =>
  RuleFile.parse(parse(readText('deploy/alerts.yml'))).groups.flatMap(({ rules }) => rules);

/** One metric with the labels that an expression asks of it. */
export interface AskedMetric {
  readonly metric: string;
  readonly labels: readonly string[];
  /** Labels that must have one exact value. */
  readonly equal: Readonly<Record<string, string>>;
}

export interface Asked {
  /** Where the expression cannot be read; none: an empty list. */
  readonly errors: readonly number[];
  readonly metrics: readonly AskedMetric[];
  /** Labels of `by (…)`: some metric of the expression must have them. */
  readonly grouping: readonly string[];
}

/** By Prometheus' own grammar. */
export function askedBy(expression: string): Asked {
  const errors: number[] = [];
  const grouping: string[] = [];
  const metrics: { metric: string; labels: string[]; equal: Record<string, string> }[] = [];
  let inGrouping = false;
  let label = '';
  let isEqual = false;
  parser.parse(expression).iterate({
    enter: ({ name, type, from, to }) => {
      const text = expression.slice(from, to);
      if (type.isError) errors.push(from);
      if (name === 'GroupingLabels') inGrouping = true;
      if (name === 'Identifier') metrics.push({ metric: text, labels: [], equal: {} });
      if (name === 'EqlSingle') isEqual = true;
      const asked = metrics.at(-1);
      if (name === 'LabelName') {
        if (inGrouping) grouping.push(text);
        else asked?.labels.push(text);
        label = text;
        isEqual = false;
      }
      if (name === 'StringLiteral' && isEqual && asked !== undefined) asked.equal[label] = text.slice(1, -1);
    },
    leave: ({ name }) => {
      if (name === 'GroupingLabels') inGrouping = false;
    },
  });
  return { errors, metrics, grouping };
}

/** Labels that a summary shows: `{{ $labels.integration }}`. */
export const labelsShown = ({ annotations }: AlertRule): readonly string[] =>
  [...annotations.summary.matchAll(/\$labels\.(\w+)/gu)].map(([, name]) => name ?? '');
