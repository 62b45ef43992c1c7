import { appendFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the chart of a release to a folder. Its image is in annotations and not in the values: it must give way to another
 * repository or tag, and `helm upgrade --reuse-values` would keep that of the release before.
 */
export function writePublishedChart({ from, into, repository, digest }) {
  rmSync(into, { recursive: true, force: true });
  // Alert rules and dashboards are links there.
  cpSync(from, into, { recursive: true, dereference: true });
  const file = join(into, 'Chart.yaml');
  if (/^annotations:/mu.test(readFileSync(file, 'utf8')))
    throw new Error('deploy/chart/Chart.yaml has annotations: add those of the image to them.');
  appendFileSync(
    file,
    `annotations:\n  seatwise/image-repository: ${repository}\n  seatwise/image-digest: ${digest}\n`,
  );
}
