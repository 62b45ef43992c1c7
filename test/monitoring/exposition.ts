/** One line of Prometheus' text form. */
export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples of an answer of `/metrics`. Throws on a line that is none. */
export const samplesOf = (text: string): readonly Sample[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, metric = '', labels = ''] = /^([a-z_]\w*)(?:\{(.*)\})? [^ ]+$/iu.exec(line) ?? [];
      if (metric === '') throw new Error(`no sample: ${line}`);
      return {
        metric,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)].map(([, name = '', value = '']) => [
            name,
            value,
          ]),
        ),
      };
    });

/** Names as they are declared: without what a histogram adds to them. */
export const familiesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^# TYPE (\w+) /gmu)].map(([, name = '']) => name);
