import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../documentation/markdown.ts';
import { node24 } from '../environment/node-24.ts';
import { buildImage, cache, podman, podmanEnds, run } from './containers.ts';

/**
 * Third-party images where no image registry is reachable, built from Debian's packages, Node from npm, and Temporal's
 * sources. Each has the name and tag of the image it replaces, in a separate storage.
 */

/** How an image came here. */
export type Origin = 'pulled' | 'stand-in';

const isStandIn = 'seatwise.stand-in';
const debian = 'localhost/debian:bookworm-slim';

/** Pulls the image; where that fails, `make` fills a folder, and the Dockerfile of that name is built in it. */
export function provide(image: string, dockerfile: string, make: (folder: string) => void): Origin {
  if (
    podmanEnds('image', 'exists', image).status !== 0 &&
    podmanEnds('pull', '--quiet', image).status !== 0
  ) {
    provideDebian();
    const folder = mkdtempSync(join(cache, 'context-'));
    try {
      make(folder);
      const file = join(projectFolder, 'test', 'packaging', 'stand-ins', `${dockerfile}.Dockerfile`);
      buildImage(image, folder, '--file', file, '--label', `${isStandIn}=yes`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const label = podman('image', 'inspect', '--format', `{{index .Config.Labels "${isStandIn}"}}`, image);
  return label === 'yes' ? 'stand-in' : 'pulled';
}

/** What Docker's slim images have: the essential packages, certificates, and the C++ library. */
function provideDebian(): void {
  if (podmanEnds('image', 'exists', debian).status === 0) return;
  const archive = join(cache, 'debian.tar');
  run('mmdebstrap', [
    '--quiet',
    '--variant=minbase',
    '--include=ca-certificates,libstdc++6',
    // As in Docker's images, so that layers do not contain apt's caches.
    '--aptopt=Dir::Cache { srcpkgcache ""; pkgcache ""; }',
    'bookworm',
    archive,
  ]);
  podman('import', archive, debian);
  rmSync(archive);
}

/** What the Dockerfile begins with, by its whole name. */
export const nodeImage = 'docker.io/library/node:24-bookworm-slim';

export const provideNode = (): Origin =>
  provide(nodeImage, 'node', (folder) => {
    const node = node24();
    if (node === null) throw new Error('there is no Node 24 for the base image');
    copyFileSync(node, join(folder, 'node'));
    run('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', 'npm@11']);
    renameSync(join(folder, 'node_modules', 'npm'), join(folder, 'npm'));
    // Behind a proxy that terminates TLS, npm in the image needs the certificates of this machine.
    const certificates = process.env['NODE_EXTRA_CA_CERTS'];
    if (certificates !== undefined) copyFileSync(certificates, join(folder, 'npm', 'certificates.pem'));
    const line =
      certificates === undefined ? '' : 'cafile=/usr/local/lib/node_modules/npm/certificates.pem\n';
    writeFileSync(join(folder, 'npmrc'), line);
  });
